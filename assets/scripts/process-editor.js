// Drawing a process in the browser; what is drawn goes into the form's source field before it is sent.
import Modeler from "bpmn-js/lib/Modeler";

document.querySelectorAll("form[data-editor]").forEach(async (form) => {
  const place = form.querySelector("[data-bpmn-source]");
  const source = form.elements[place.dataset.bpmnSource];
  const modeler = new Modeler({ container: place });
  await modeler.importXML(source.value);
  modeler.get("canvas").zoom("fit-viewport");
  let drawn = false;
  modeler.on("commandStack.changed", () => (drawn = true));
  form.addEventListener("submit", async (event) => {
    if (!drawn) return;
    event.preventDefault();
    drawn = false;
    source.value = (await modeler.saveXML({ format: true })).xml;
    form.requestSubmit(event.submitter);
  });
});
