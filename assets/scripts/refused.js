// An act that the server refuses brings people back to the page it came from, with the reason: what they typed comes back too.
// It is kept for that one step, in this tab only; passwords and files never are.
const KEY = "luoshi-sent";
const LEFT_OUT = ["hidden", "password", "file", "submit", "button", "checkbox", "radio"];

function typed(form) {
  return [...form.elements].filter((field) => field.name && "value" in field && !LEFT_OUT.includes(field.type));
}

function chosen(form) {
  return [...form.elements].filter((field) => field.type === "checkbox" || field.type === "radio");
}

// Which of several forms of one address: their hidden fields differ.
function marks(form) {
  return [...form.elements]
    .filter((field) => field.type === "hidden" && field.name !== "csrfmiddlewaretoken")
    .map((field) => `${field.name}=${field.value}`)
    .join("&");
}

function keep(form) {
  const sent = {
    action: form.action,
    marks: marks(form),
    typed: typed(form).map((field) => [field.name, field.value]),
    chosen: chosen(form).map((field) => [field.name, field.value, field.checked]),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(sent));
  } catch {
    // A full or forbidden store: what was typed is then typed again.
  }
}

function giveBack(sent) {
  const form = [...document.forms].find((one) => one.action === sent.action && marks(one) === sent.marks);
  // What the server itself gave back stands.
  if (!form || typed(form).some((field) => field.value !== field.defaultValue && field.tagName !== "SELECT")) return;
  for (const [name, value] of sent.typed) {
    const field = typed(form).find((one) => one.name === name);
    if (field) field.value = value;
  }
  for (const [name, value, checked] of sent.chosen) {
    const field = chosen(form).find((one) => one.name === name && one.value === value);
    if (field) field.checked = checked;
  }
  for (let place = form.closest("details"); place; place = place.parentElement.closest("details")) place.open = true;
}

export function keepRefused() {
  let sent = null;
  try {
    sent = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
  } catch {
    sent = null;
  }
  if (sent && document.querySelector("#messages .notice-error")) giveBack(sent);
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post" && !event.defaultPrevented) keep(event.target);
  });
}
