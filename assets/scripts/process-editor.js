// Drawing a process in the browser; what is drawn goes into the form's source field before it is sent.
import Modeler from "bpmn-js/lib/Modeler";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import { spoken } from "./editor-words.js";
import { faultMarks, stepPanel } from "./step-panel.js";

const TOOLS = 130; // pixels that the tools take at the left

/** The whole drawing, beside the tools and not under them. */
function show(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || outer.width < 3 * TOOLS) return canvas.zoom("fit-viewport");
  const scale = Math.min((outer.width - TOOLS - 20) / inner.width, (outer.height - 40) / inner.height, 1);
  const [left, top] = [TOOLS / scale, (outer.height / scale - inner.height) / 2];
  canvas.viewbox({ x: inner.x - left, y: inner.y - top, width: outer.width / scale, height: outer.height / scale });
}

document.querySelectorAll("form[data-editor]").forEach(async (form) => {
  const place = form.querySelector("[data-bpmn-source]");
  const source = form.elements[place.dataset.bpmnSource];
  const modeler = new Modeler({ container: place, additionalModules: [spoken], moddleExtensions: { camunda } });
  await modeler.importXML(source.value);
  show(modeler.get("canvas"));
  stepPanel(form, modeler);
  faultMarks(modeler);
  let drawn = false;
  modeler.on("commandStack.changed", () => (drawn = true));
  form.addEventListener("submit", async (event) => {
    if (!drawn) return;
    event.preventDefault();
    drawn = false;
    // Not within the same event, in which a form does not let itself be sent.
    await new Promise((resolve) => setTimeout(resolve));
    source.value = (await modeler.saveXML({ format: true })).xml;
    form.requestSubmit(event.submitter);
  });
});
