// What a page of the console can do better with a script. Without one every page works all the same.

// "/" puts the cursor where an identifier is looked up.
addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const field = document.getElementById("lookup");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && field) {
    event.preventDefault();
    field.focus();
  }
});

// An invitation stands behind # in its link, where no server sees it; from there it goes into its field.
for (const form of document.querySelectorAll("[data-invitation]")) {
  const field = form.elements.invitation;
  if (location.hash.length > 1 && !field.value) {
    field.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    form.elements.password.focus();
  }
}

// On a telephone the menu is a strip: the room that one is in is to be seen in it.
const here = document.querySelector(".menu [aria-current]");
if (here) here.closest(".menu").scrollLeft = here.offsetLeft - 40;

// A chart that is wider than the page begins with its newest end.
for (const room of document.querySelectorAll(".chart-room")) room.scrollLeft = room.scrollWidth;

// Where there is room for few columns only, a row of a table becomes a card, and each cell says what it is.
for (const table of document.querySelectorAll(".scroll table:not(.compare, .indicators, .diff)")) {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
  if (names.length < 3) continue;
  table.classList.add("stacked");
  table.setAttribute("role", "table");
  for (const row of table.tBodies[0].rows) {
    row.setAttribute("role", "row");
    for (const [at, cell] of [...row.cells].entries()) {
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      if (names[at] && cell.colSpan === 1) cell.dataset.label = names[at];
      if (cell.matches(".text, :has(details, form)")) cell.classList.add("wide");
    }
  }
}

// What is shown once can be copied by one click.
for (const code of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  const english = document.documentElement.lang === "en";
  button.type = "button";
  button.className = "small";
  button.textContent = english ? "Copy" : "复制";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = english ? "Copied" : "已复制";
  });
  code.after(button);
}

// A text grows with what is typed into it.
for (const area of document.querySelectorAll("textarea")) {
  const fit = () => { area.rows = Math.min(12, area.value.split("\n").length); };
  area.addEventListener("input", fit);
  fit();
}

// Only one sheet is open at a time, and Escape closes it.
addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const open of document.querySelectorAll("details.who[open], details.ask[open]")) open.open = false;
});
addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.who[open], details.ask[open]")) if (!open.contains(event.target)) open.open = false;
});

// The camera reads codes where the browser can (BarcodeDetector); elsewhere the page says so.
for (const room of document.querySelectorAll("[data-camera]")) {
  room.hidden = false;
  const [start, video, none] = ["[data-start]", "video", "[data-none]"].map((name) => room.querySelector(name));
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices) {
    start.hidden = true;
    none.hidden = false;
    continue;
  }
  start.addEventListener("click", async () => {
    const reader = new BarcodeDetector();
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    const look = async () => {
      const [found] = await reader.detect(video);
      if (found) {
        for (const track of video.srcObject.getTracks()) track.stop();
        location.assign(`/console/scan?text=${encodeURIComponent(found.rawValue)}`);
        return;
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
