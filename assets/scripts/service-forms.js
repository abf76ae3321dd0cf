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

// What was typed into an application survives a reload or a wrong turn, in this tab only: the next person at a shared
// terminal finds nothing. Files are chosen again.
document.querySelectorAll("form[data-kept]").forEach((form) => {
  const key = `form ${form.action}`;
  const typed = () => [...new FormData(form)].filter(([name, v]) => typeof v === "string" && name !== "csrfmiddlewaretoken");
  const given = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  // A form that came back with its faults, or was filled from a register, holds what it should.
  if (given.length && !location.search && !document.querySelector(".notice-error")) {
    for (const field of form.querySelectorAll("[name]:not([type=hidden], [type=file])")) {
      const values = given.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    refresh(form);
  }
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(typed())));
  form.addEventListener("submit", () => navigator.onLine && sessionStorage.removeItem(key));
});
