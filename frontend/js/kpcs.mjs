// Small comforts only: every page works without this file.
import { Button, ErrorSummary, PasswordInput, SkipLink, createAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button);
createAll(ErrorSummary);
createAll(PasswordInput);
createAll(SkipLink);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A file that is chosen is sent at once when its form says so; without this script the form has its own button.
for (const input of document.querySelectorAll("input[type=file][data-send]")) {
  input.addEventListener("change", () => input.files.length && input.form.requestSubmit());
}
