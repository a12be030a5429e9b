// The filter of the matrix. All rows stand in the page; this hides those that are not asked for.
// Addresses: matrix.html#new=14, #holds=9, #out=any, #step=14 (marks the column), #q=words, joined by &.
"use strict";
document.documentElement.classList.add("dz-js"); // before the table is drawn: topics begin closed
document.addEventListener("DOMContentLoaded", () => {
  const STATES = { new: "n", begins: "b", before: "x", red: "p", out: "o", retired: "r", untried: "u", skipped: "s" };
  const form = document.querySelector(".dz-mxf");
  const table = document.querySelector(".dz-mx");
  const fields = form.elements;
  const [openAll, count] = [fields.open, form.querySelector("output")];
  const opened = new Set(); // the topics that the reader opened
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ");

  const topics = [...table.tBodies].map((body) => {
    const [head, ...rows] = body.rows;
    const title = head.cells[0].textContent;
    const file = body.id.slice(2);
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.cells[0].childNodes);
    head.cells[0].append(button);
    const total = head.lastElementChild.firstElementChild;
    const topic = { body, button, total, size: total.textContent };
    topic.rows = rows.map((row) => ({
      row,
      words: plain([row.cells[0].firstElementChild.textContent, title, file].join(" ")),
      classes: [...row.cells].slice(1, -1).flatMap((cell) => Array(cell.colSpan).fill(cell.className.split(" "))),
    }));
    button.addEventListener("click", () => {
      const open = !body.classList.contains("open");
      opened[open ? "add" : "delete"](topic);
      show(topic, open);
    });
    return topic;
  });

  function show(topic, open) {
    topic.body.classList.toggle("open", open);
    topic.button.setAttribute("aria-expanded", open);
  }

  function is(state, classes) {
    if (state === "holds") return /[nbh]/.test(classes[0]) && !classes.includes("s");
    return classes.includes(STATES[state]);
  }

  function apply() {
    const [state, step, words] = [fields.state.value, fields.step.value, plain(fields.q.value).split(" ")];
    const asked = state !== "" || fields.q.value.trim() !== "";
    let [found, among] = [0, 0];
    for (const topic of topics) {
      let here = 0;
      for (const { row, words: text, classes } of topic.rows) {
        const at = step === "" ? classes : [classes[step - 1]];
        const fits = words.every((word) => text.includes(word)) && (state === "" || at.some((c) => is(state, c)));
        row.hidden = !fits;
        here += fits;
      }
      found += here;
      among += here > 0;
      topic.body.hidden = here === 0;
      topic.total.textContent = asked ? `${here}/${topic.size}` : topic.size;
      show(topic, asked || opened.has(topic));
    }
    const all = topics.reduce((sum, topic) => sum + topic.rows.length, 0);
    const noun = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    count.value = asked
      ? `${found} of ${noun(all, "behaviour")}, in ${noun(among, "topic")}`
      : `${noun(all, "behaviour")} in ${noun(among, "topic")}`;
    mark(step);
  }

  const band = table.parentElement.appendChild(document.createElement("i"));
  band.className = "dz-mxband";
  function mark(step) {
    table.querySelector("thead .here")?.classList.remove("here");
    table.classList.toggle("at", step !== "");
    table.style.setProperty("--at", step);
    band.hidden = true;
    if (step === "") return;
    const cell = table.tHead.rows[1].cells[step];
    cell.classList.add("here");
    if (!cell.offsetWidth) return; // on a phone the style sheet marks each row
    const [box, link] = [table.parentElement.getBoundingClientRect(), cell.firstElementChild.getBoundingClientRect()];
    band.hidden = false;
    band.style.left = `${link.left - box.left}px`;
    band.style.width = `${link.width}px`;
    band.style.top = `${table.offsetTop + table.tHead.offsetHeight}px`;
    band.style.height = `${table.offsetHeight - table.tHead.offsetHeight}px`;
  }
  new ResizeObserver(() => mark(fields.step.value)).observe(table);

  function write() {
    const parts = new URLSearchParams();
    const [state, step] = [fields.state.value, fields.step.value];
    if (state !== "" || step !== "") parts.set(state || "step", step || "any");
    if (fields.q.value.trim() !== "") parts.set("q", fields.q.value.trim());
    history.replaceState(null, "", parts.size ? `#${parts}` : location.pathname + location.search);
  }

  function read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const [state, step] = [...parts].find(([name]) => name !== "q") ?? ["", ""];
    fields.state.value = [...fields.state.options].some((o) => o.value === state) ? state : "";
    fields.step.value = [...fields.step.options].some((o) => o.value === step) ? step : "";
    fields.q.value = parts.get("q") ?? "";
    apply();
  }

  const changed = () => {
    write();
    apply();
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    opened.clear();
    openAll.setAttribute("aria-pressed", "false");
    setTimeout(changed); // the fields are emptied after this event
  });
  openAll.addEventListener("click", () => {
    const open = openAll.getAttribute("aria-pressed") !== "true";
    openAll.setAttribute("aria-pressed", open);
    opened.clear();
    if (open) topics.forEach((topic) => opened.add(topic));
    topics.forEach((topic) => show(topic, open));
  });
  const arrive = () => {
    read();
    if (location.hash) form.scrollIntoView(); // past the text above: on a phone it fills the screen
  };
  addEventListener("hashchange", arrive);
  arrive();
});
