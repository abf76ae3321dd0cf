// Conditional parts of a form: shown while the field they hang on has their value. The server checks the same again.
function refresh(form) {
  form.querySelectorAll("[data-when]").forEach((part) => {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(part.dataset.when)}"]`)];
    const values = fields.map((field) => (field.type === "checkbox" ? String(field.checked) : field.value));
    part.hidden = !values.includes(part.dataset.whenValue);
  });
}

document.querySelectorAll("form.service-form").forEach((form) => {
  refresh(form);
  form.addEventListener("input", () => refresh(form));
});
