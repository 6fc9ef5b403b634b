// Pictures of offers: the one just chosen is shown at once, and one chosen in a promotion brings its words along.
function showChosen(field) {
  const stage = document.querySelector("[data-stage]");
  const shown = stage.querySelector("[data-preview-shown]");
  const tooLarge = document.querySelector("[data-too-large]");
  const file = field.files[0];
  const fits = !file || file.size <= Number(field.dataset.mostBytes);
  tooLarge.toggleAttribute("hidden", fits);
  field.setAttribute("aria-invalid", String(!fits));
  if (!file) return;
  if (!fits) {
    field.value = ""; // what the server would refuse unread is not sent at all
    return;
  }
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    shown.src = reader.result;
    shown.removeAttribute("width");
    shown.removeAttribute("height");
    shown.removeAttribute("hidden");
    stage.classList.remove("is-empty");
  });
  reader.readAsDataURL(file);
}

function bringWords(choice) {
  const into = document.getElementById(choice.closest("[data-fills]")?.dataset.fills ?? "");
  if (into && choice.dataset.says && into.value.trim() === "") {
    into.value = choice.dataset.says;
    into.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-preview]")) showChosen(event.target);
  if (event.target.matches(".pick-picture input")) bringWords(event.target);
});
