// Decision tables as dmn-js draws them; what is changed goes into the form's source field before it is sent.
import Modeler from "dmn-js/lib/Modeler";
import { spoken } from "./editor-words.js";

document.querySelectorAll("form[data-table-editor]").forEach(async (form) => {
  const place = form.querySelector("[data-dmn-source]");
  const source = form.elements[place.dataset.dmnSource];
  const modeler = new Modeler({ container: place, decisionTable: { additionalModules: [spoken] } });
  await modeler.importXML(source.value);
  const tables = modeler.getViews().filter((view) => view.type === "decisionTable");
  if (tables.length) await modeler.open(tables[0]);
  const before = (await modeler.saveXML({ format: true })).xml;
  form.addEventListener("submit", async (event) => {
    if (form.dataset.saved === "yes") return;
    event.preventDefault();
    // Not within the same event, in which a form does not let itself be sent; and a cell left just now is taken first.
    await new Promise((resolve) => setTimeout(resolve));
    const now = (await modeler.saveXML({ format: true })).xml;
    if (now !== before) source.value = now;
    form.dataset.saved = "yes";
    form.requestSubmit(event.submitter);
  });
});
