"use strict";
const rows = [...document.querySelectorAll("#rules tbody tr")];
const controls = document.querySelector(".controls");
if (controls) {
  const buttons = [...controls.querySelectorAll("button")];
  const search = controls.querySelector("input");
  const told = document.querySelector("#shown");
  const show = () => {
    const verdict = buttons.find((each) => each.getAttribute("aria-pressed") === "true").value;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = (!verdict || row.dataset.verdict === verdict) && words.every((word) => text.includes(word));
      row.hidden = !fits;
    }
    told.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rules shown`;
  };
  const press = (button) => {
    for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    show();
  };
  for (const button of buttons) button.addEventListener("click", () => press(button));
  search.addEventListener("input", show);
  controls.hidden = false;
  const revealed = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      search.value = "";
      press(buttons[0]);
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", revealed);
}
for (const lines of document.querySelectorAll(".lines")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", () => {
    const text = lines.querySelector("pre").textContent;
    const done = () => { button.textContent = "Copied"; };
    const selected = () => { getSelection().selectAllChildren(lines.querySelector("pre")); button.textContent = "Selected"; };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, selected);
    else selected();
  });
  lines.append(button);
}
