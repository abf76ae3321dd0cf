// The panel beside the drawing: what the engine reads of the chosen element, written into it as Camunda Modeler writes it.

// Where files of Camunda 8 keep the same; they are read so, and what is changed here is written in Camunda 7's hand,
// which the engine takes first.
const ZEEBE = { candidateGroups: "candidateGroups", formKey: "formId", topic: "type", decisionRef: "decisionId" };

const extensions = (element) => element.businessObject.extensionElements?.values ?? [];
const kept = (element) => extensions(element).find((one) => one.$type === "camunda:Properties");

function attribute(element, name) {
  const own = element.businessObject.get(`camunda:${name}`);
  return own ?? extensions(element).find((one) => one[ZEEBE[name]])?.[ZEEBE[name]] ?? "";
}

function property(element, name) {
  return kept(element)?.values?.find((one) => one.name === name)?.value ?? "";
}

/** One command, so that it can be undone: the element's properties with this one put, or taken away where it is empty. */
function setProperty(modeler, element, name, value) {
  const [moddle, modeling] = [modeler.get("moddle"), modeler.get("modeling")];
  const others = (kept(element)?.values ?? []).filter((one) => one.name !== name);
  const made = (one) => moddle.create("camunda:Property", { name: one.name, value: one.value });
  const values = [...others, ...(value ? [{ name, value }] : [])].map(made);
  const rest = extensions(element).filter((one) => one.$type !== "camunda:Properties");
  if (values.length) rest.push(moddle.create("camunda:Properties", { values }));
  const holder = rest.length ? moddle.create("bpmn:ExtensionElements", { values: rest }) : undefined;
  if (holder) rest.forEach((one) => (one.$parent = holder));
  modeling.updateProperties(element, { extensionElements: holder });
}

function setAttribute(modeler, element, name, value) {
  const more = name === "topic" ? { "camunda:type": value ? "external" : undefined } : {};
  modeler.get("modeling").updateProperties(element, { [`camunda:${name}`]: value || undefined, ...more });
}

export function stepPanel(form, modeler) {
  const panel = form.querySelector("[data-step-panel]");
  const fields = [...panel.querySelectorAll("input, select")];
  let chosen = null;

  /** A value that is not to be chosen from (a role of another system) is shown as it is, not lost. */
  function fill(field, value) {
    if (field.type === "checkbox") field.checked = value === field.dataset.on;
    else {
      const known = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
      if (!known) field.add(new Option(value, value));
      field.value = value;
    }
  }

  function read(field) {
    const { name, property: of, attribute: called } = field.dataset;
    if (name !== undefined) return chosen.businessObject.name ?? "";
    return of ? property(chosen, of) : attribute(chosen, called);
  }

  function show(elements) {
    const [one] = elements;
    chosen = elements.length === 1 && one.type !== "bpmn:SequenceFlow" && one.parent ? one : null;
    panel.querySelector("[data-none]").hidden = Boolean(chosen);
    panel.querySelector("[data-some]").hidden = !chosen;
    if (!chosen) return;
    if (chosen.type === "label") chosen = chosen.labelTarget;
    const kind = chosen.businessObject.$type.replace("bpmn:", "");
    panel.querySelectorAll("[data-of]").forEach((part) => (part.hidden = !part.dataset.of.split(" ").includes(kind)));
    fields.forEach((field) => fill(field, read(field)));
  }

  fields.forEach((field) => {
    field.addEventListener("change", () => {
      if (!chosen) return;
      const value = field.type === "checkbox" ? (field.checked ? field.dataset.on : "") : field.value.trim();
      if (field.dataset.name !== undefined) modeler.get("modeling").updateLabel(chosen, value);
      else if (field.dataset.property) setProperty(modeler, chosen, field.dataset.property, value);
      else setAttribute(modeler, chosen, field.dataset.attribute, value);
    });
    // Enter takes the value over and does not send the page.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      field.dispatchEvent(new Event("change"));
    });
  });
  modeler.on("selection.changed", ({ newSelection }) => show(newSelection));
  modeler.on("commandStack.changed", () => show(modeler.get("selection").get()));
}

/** What is wrong, at the element it is about: marked in the drawing, and shown when its sentence is chosen. */
export function faultMarks(modeler) {
  const [elements, canvas] = [modeler.get("elementRegistry"), modeler.get("canvas")];
  document.querySelectorAll("[data-fault]").forEach((button) => {
    const element = elements.get(button.dataset.fault);
    if (!element) return;
    canvas.addMarker(element, "step-fault");
    button.addEventListener("click", () => {
      canvas.scrollToElement(element, 80);
      modeler.get("selection").select(element);
      canvas.getContainer().scrollIntoView({ block: "center" });
    });
  });
}
