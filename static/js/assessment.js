// The review form: a question that hangs on another answer is shown only after that answer; the result is printed.
function waits(control) {
  const other = control.form.elements[control.dataset.after];
  return Boolean(other) && !control.dataset.afterValues.split(" ").includes(other.value);
}

function arrange(form) {
  for (const control of form.querySelectorAll("[data-after]")) {
    control.closest(".field").hidden = waits(control);
  }
}

for (const form of document.querySelectorAll("form.review-form")) {
  arrange(form);
  form.addEventListener("change", () => arrange(form));
  form.addEventListener("input", () => arrange(form));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
