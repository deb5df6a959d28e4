// What long forms can do better with a script: codes of tables are chosen level by level, and not typed.

const english = document.documentElement.lang === "en";

// A field with a code gets a list for each level of its table; what is chosen last is what the field says.
for (const field of document.querySelectorAll("input[data-table]")) {
  const levels = document.createElement("div");
  levels.className = "codes";
  field.before(levels);
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent ?? "";
  const below = async (code) => {
    const answer = await fetch(`${field.dataset.table}?below=${encodeURIComponent(code)}`);
    return answer.ok ? (await answer.json()).items : [];
  };
  const add = async (above, chosen) => {
    if (/^\d{4}(?!00)\d\d$/.test(above)) return; // a county is the last level of divisions
    const items = await below(above);
    if (!items.length) return;
    const list = document.createElement("select");
    list.setAttribute("aria-label", `${label} ${levels.children.length + 1}`);
    list.append(new Option(english ? "Choose" : "请选择", ""));
    for (const item of items) list.append(new Option(`${item.name}`, item.code, false, item.code === chosen));
    list.addEventListener("change", () => {
      while (list.nextSibling) list.nextSibling.remove();
      field.value = list.value || above;
      if (list.value) add(list.value, "");
    });
    levels.append(list);
  };
  // What stands in the field already is looked up from the top down.
  const path = (code) => /^\d{6}$/.test(code)
    ? [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]
    : [1, 3, 4, 5].filter((size) => size <= code.length).map((size) => code.slice(0, size));
  const begin = async () => {
    let above = "";
    for (const code of [...new Set(path(field.value))]) {
      await add(above, code);
      if (levels.lastChild?.value !== code) return;
      above = code;
    }
    await add(above, "");
  };
  begin();
}

// A form that is tried while it is typed: the page that the server makes of it has parts, which take the place of ours.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting = 0;
  let asked = 0;
  const lines = form.querySelector("[data-lines-of]");
  const adapt = () => {
    if (!lines) return;
    for (const line of lines.querySelectorAll("[data-line]")) line.dataset.kind = line.querySelector("select").value;
    const all = [...lines.querySelectorAll("[data-line]")];
    const last = all.at(-1);
    if (last?.dataset.kind && all.length < 32) {
      const next = last.cloneNode(true);
      for (const input of next.querySelectorAll("input")) input.value = "";
      next.querySelector("select").value = "";
      next.dataset.kind = "";
      last.after(next);
    }
    for (const [at, line] of [...lines.querySelectorAll("[data-line]")].entries()) line.querySelector(".nth").textContent = at + 1;
  };
  const ask = async () => {
    const mine = ++asked;
    const sent = new URLSearchParams([...new FormData(form), ["act", "try"]].filter(([, value]) => typeof value === "string"));
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    if (mine !== asked || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll("[data-part]")) {
      const other = page.querySelector(`[data-part="${part.dataset.part}"]`);
      // What is being typed into stays, as long as it asks for the same.
      if (other && (part.dataset.names === undefined || part.dataset.names !== other.dataset.names)) part.replaceWith(other);
    }
  };
  form.addEventListener("input", () => {
    adapt();
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  adapt();
}

// The items of a template: a line shows what its kind has, and there is always an empty one.
for (const room of document.querySelectorAll("[data-items]")) {
  room.addEventListener("input", () => {
    const lines = [...room.querySelectorAll("[data-item]")];
    for (const line of lines) line.dataset.kind = line.querySelector("[name='item.kind']").value;
    const last = lines.at(-1);
    if (last && (last.querySelector("[name='item.name']").value || last.querySelector("[name='item.code']").value) && lines.length < 100) {
      const next = last.cloneNode(true);
      for (const input of next.querySelectorAll("input")) input.value = "";
      for (const list of next.querySelectorAll("select")) list.selectedIndex = 0;
      next.dataset.kind = "char";
      next.querySelector(".nth").textContent = lines.length + 1;
      last.after(next);
    }
  });
}
