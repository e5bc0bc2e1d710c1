// The review form: a question that hangs on another answer is shown only after that answer; what a save by itself
// found wrong stands at its field; the result is printed.
function waits(control) {
  const other = control.form.elements[control.dataset.after];
  return Boolean(other) && !control.dataset.afterValues.split(" ").includes(other.value);
}

function arrange(form) {
  for (const control of form.querySelectorAll("[data-after]")) {
    control.closest(".field").hidden = waits(control);
  }
}

function unmark(field) {
  field.classList.remove("err");
  field.querySelector(".msg")?.remove();
  for (const control of field.querySelectorAll(".is-invalid")) {
    control.classList.remove("is-invalid");
    control.removeAttribute("aria-invalid");
  }
}

function mark(field, line) {
  const target = line.dataset.field;
  const message = document.createElement("div");
  message.className = "msg";
  message.id = `${target}_error`;
  message.append(line.cloneNode(true));
  field.classList.add("err");
  field.querySelector(".control").before(message);
  const control = document.getElementById(target);
  control.classList.add("is-invalid");
  control.setAttribute("aria-invalid", "true");
  const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  control.setAttribute("aria-describedby", [...described.add(message.id)].join(" "));
}

function showErrors(form) {
  form.querySelectorAll(".field.err").forEach(unmark);
  for (const line of document.querySelectorAll("#field-errors > p")) {
    const field = document.getElementById(line.dataset.field)?.closest(".field");
    if (field) mark(field, line);
  }
  // What the page was first drawn with says nothing about what is typed since.
  form.querySelector("[data-error-summary]")?.remove();
}

for (const form of document.querySelectorAll("form.review-form")) {
  arrange(form);
  form.addEventListener("change", () => arrange(form));
  form.addEventListener("input", () => arrange(form));
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "field-errors") showErrors(form);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
