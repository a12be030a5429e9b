/* Compare any two steps: puts a pair together from the data beside this script, into the same HTML as
   whole_diff in sitekit/diffs.py. What the data are, and who computes them, says sitekit/compare.py. */
(() => {
  "use strict";

  const CONTEXT = 2;
  const SIGNS = " -+";
  const TAGS = { " ": "span", "-": "del", "+": "ins" };

  const page = document.querySelector(".dz-compare");
  const [oldStep, newStep] = page.querySelectorAll(".dz-pick select");
  const examples = page.querySelector("#dz-examples");
  const status = page.querySelector("[role=status]");
  const result = page.querySelector(".dz-pair");

  const escape = (text) =>
    text.replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" })[c]);
  const plural = (count, noun) => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);
  const slug = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join("-");
  const isChanged = (row) => row.sign !== " ";
  const count = (rows, sign) => rows.filter((row) => row.sign === sign).length;

  /* ---- from the stored numbers to files, sections and rows */

  /* The files that changed from one step to another: {old, new, sections}. */
  function changedFiles(data, from, to) {
    const pair = data.pairs[`${data.trees[from - 1]} ${data.trees[to - 1]}`] || [];
    return pair.map(([before, after, entries]) => {
      const next = { old: 1, new: 1 };
      return {
        old: before < 0 ? null : data.names[before],
        new: after < 0 ? null : data.names[after],
        sections: entries.map((entry) => section(data, entry, next)),
      };
    });
  }

  /* One section: {name, state, other, rows}; next holds the line numbers at which it begins. */
  function section(data, entry, next) {
    const [number, other, first] = Array.isArray(entry) ? entry : [entry];
    const [name, ...runs] = data.sections[number];
    const moved = first !== undefined;
    const numbers = moved ? { old: first, new: next.new } : next;
    const rows = [];
    for (let i = 0; i < runs.length; i += 3) {
      const sign = SIGNS[runs[i]];
      for (let k = 0; k < runs[i + 2]; k++) {
        rows.push({
          sign,
          old: sign === "+" ? null : numbers.old++,
          new: sign === "-" ? null : numbers.new++,
          html: data.lines[runs[i + 1] + k],
        });
      }
    }
    next.new = numbers.new;
    let state = rows.some(isChanged) ? "changed" : "same";
    if (other !== undefined) state = moved ? "moved" : "gone";
    return { name: data.names[name], state, other: data.names[other] || "", rows };
  }

  /* ---- from there to HTML */

  function line(tag, number, html) {
    const indent = html.replace(/<[^>]*>/g, "").search(/\S/);
    const style = indent > 0 ? ` style="--i:${indent}"` : "";
    return `<${tag} class="dz-l" data-n="${number}"${style}>${html}\n</${tag}>`;
  }

  const lines = (rows) =>
    rows.map((row) => line(TAGS[row.sign], row.sign === "-" ? row.old : row.new, row.html)).join("");

  const pre = (html, label) =>
    `<pre class="dz-code" tabindex="0" role="region" aria-label="${escape(label)}">${html}</pre>`;

  function wholeDiff(file) {
    const path = file.new || file.old;
    const title = file.old && file.new && file.old !== file.new ? `${escape(file.old)} → ${escape(path)}` : escape(path);
    const counted = file.sections.filter((s) => s.state !== "gone").flatMap((s) => s.rows);
    const unchanged = file.sections.filter((s) => s.state === "same" && s.name).length;
    let facts = `${plural(count(counted, "-"), "line")} removed, ${count(counted, "+")} added`;
    if (unchanged) facts += `; ${plural(unchanged, "unchanged definition")} folded`;
    const mode = (name, words, checked) =>
      `<label><input type="radio" name="dz-mode-${slug(path)}" class="${name}"${checked}>${words}</label>`;
    return (
      `<details class="dz-whole"><summary><span><code>${title}</code></span> <em>${facts}</em></summary>` +
      `<div class="dz-modes" role="radiogroup" aria-label="Layout of the diff of ${escape(path)}">` +
      `${mode("dz-uni", "Unified", " checked")}${mode("dz-two", "Side by side", "")}</div>` +
      `<div class="dz-diff dz-uniview" data-search-exclude>${unified(file, path)}</div>` +
      `<div class="dz-diff dz-twoview" data-search-exclude><div class="dz-split">${split(file)}</div></div></details>`
    );
  }

  function unified(file, path) {
    const html = [];
    let folded = [];
    const fold = () => {
      if (folded.length) html.push(foldOf(folded));
      folded = [];
    };
    for (const part of file.sections) {
      if (part.state === "same") {
        folded.push(part);
      } else {
        fold();
        html.push(sectionOf(part, path));
      }
    }
    fold();
    return html.join("");
  }

  function sectionOf(part, path) {
    const moved = (words) =>
      `<p class="dz-moved"><code>${escape(part.name)}</code> ${words} ${escape(part.other)}</p>`;
    if (part.state === "gone") return moved("moved to");
    const code = pre(lines(part.rows), part.name || path);
    return part.state === "moved" ? moved("came from") + code : code;
  }

  function foldOf(parts) {
    const names = [];
    for (const { name } of parts) {
      if (name && !names.some((known) => name === known || name.startsWith(`${known}.`))) names.push(name);
    }
    const rows = parts.flatMap((part) => part.rows);
    const words = names.map((name) => `<code>${escape(name)}</code>`).join(", ") || "the lines between";
    return (
      `<details class="dz-fold"><summary><span>${words}</span> ` +
      `<em>unchanged, ${plural(rows.length, "line")}</em></summary>${pre(lines(rows), "Unchanged code")}</details>`
    );
  }

  function split(file) {
    const sides = { "-": [], "+": [] };
    const both = (html) => Object.values(sides).forEach((side) => side.push(html));
    for (const part of file.sections) {
      if (part.state === "same" || part.state === "gone") continue;
      for (const run of runs(part.rows)) {
        if (run === null) {
          both('<span class="dz-skip"></span>');
          continue;
        }
        const longest = Math.max(count(run, "-"), count(run, "+"));
        for (const [sign, side] of Object.entries(sides)) {
          for (const row of run) {
            if (isChanged(row) && row.sign !== sign) continue;
            side.push(line(TAGS[row.sign], sign === "-" ? row.old : row.new, row.html));
          }
          const short = longest - count(run, sign);
          if (short) side.push(`<span class="dz-gap" style="--n:${short}"></span>`);
        }
      }
      both('<span class="dz-skip"></span>');
    }
    return pre(sides["-"].join(""), "before") + pre(sides["+"].join(""), "after");
  }

  /* The rows to show, in runs that are all changed or all unchanged; null where rows are left out. */
  function runs(rows) {
    const found = [];
    for (const row of visible(rows)) {
      const last = found[found.length - 1];
      if (row === null) found.push(null);
      else if (last && isChanged(last[0]) === isChanged(row)) last.push(row);
      else found.push([row]);
    }
    return found;
  }

  /* The changed rows with a little context and the first line; null where rows are left out. */
  function visible(rows) {
    const start = rows.findIndex((row) => /\S/.test(row.html));
    const kept = rows.slice(Math.max(start, 0));
    if (!kept.some(isChanged)) return kept;
    const near = new Set([0]);
    kept.forEach((row, i) => {
      if (isChanged(row)) for (let k = i - CONTEXT; k <= i + CONTEXT; k++) near.add(k);
    });
    const shown = [];
    kept.forEach((row, i) => {
      if (near.has(i)) shown.push(row);
      else if (shown[shown.length - 1] !== null) shown.push(null);
    });
    if (shown[shown.length - 1] === null) shown.pop();
    return shown;
  }

  /* ---- the page */

  let layout = "dz-uni"; // the one chosen last

  function show() {
    const [from, to] = [oldStep.value, newStep.value];
    const data = window.dzPairs;
    if (examples.checked && !data.examples) {
      load();
      return;
    }
    const files = changedFiles(data.code, Number(from), Number(to));
    if (examples.checked) files.push(...changedFiles(data.examples, Number(from), Number(to)));
    result.innerHTML = files.map(wholeDiff).join("");
    for (const file of result.querySelectorAll("details.dz-whole")) file.open = true;
    for (const choice of result.querySelectorAll(`.${layout}`)) choice.checked = true;
    status.textContent = inWords(from, to, files);
    page.querySelector("code").textContent =
      `nox -s diff -- ${from} ${to}` + (examples.checked ? " --all" : "");
    for (const button of page.querySelectorAll("[data-by]")) {
      button.disabled = !neighbour(Number(button.dataset.by));
    }
  }

  function inWords(from, to, files) {
    if (from === to) return `Step ${from} and step ${to} are the same: choose two different steps.`;
    if (!files.length) {
      const hint = examples.checked ? "" : " Switch the examples on to compare those.";
      return `Nothing changed: steps ${from} and ${to} have the same framework, byte for byte.${hint}`;
    }
    const rows = files.flatMap((file) => file.sections.filter((s) => s.state !== "gone").flatMap((s) => s.rows));
    return (
      `From step ${from} to step ${to}: ${plural(files.length, "file")}, ` +
      `${plural(count(rows, "+"), "line")} added, ${count(rows, "-")} removed.`
    );
  }

  /* The data of the examples are only asked for when they are wanted. */
  function load() {
    if (document.querySelector("#dz-examples-data")) return;
    status.textContent = "Loading the examples.";
    const script = document.createElement("script");
    script.id = "dz-examples-data";
    script.src = page.dataset.examples;
    script.onload = show;
    script.onerror = () => {
      status.textContent = `The examples could not be loaded: ${script.src} is missing.`;
      script.remove();
    };
    document.head.append(script);
  }

  /* The pair with both steps that much further, if there is one. */
  function neighbour(by) {
    const steps = [oldStep, newStep].map((select) => select.options[select.selectedIndex]);
    const all = [...oldStep.options];
    const moved = steps.map((option) => all.find((o) => Number(o.value) === Number(option.value) + by));
    return moved.every(Boolean) ? moved.map((option) => option.value) : null;
  }

  function choose(from, to) {
    oldStep.value = from;
    newStep.value = to;
    announce();
  }

  /* The address names the pair, so that it can be shared and the browser's back button works. */
  function announce() {
    location.hash = `${oldStep.value}-${newStep.value}${examples.checked ? "-all" : ""}`;
  }

  function follow() {
    const [, from, to, all] = /^#(\d\d)-(\d\d)(-all)?$/.exec(location.hash) || [];
    const known = (step) => [...oldStep.options].some((option) => option.value === step);
    if (known(from) && known(to)) {
      oldStep.value = from;
      newStep.value = to;
      examples.checked = Boolean(all);
    }
    show();
  }

  oldStep.addEventListener("change", announce);
  newStep.addEventListener("change", announce);
  examples.addEventListener("change", announce);
  page.querySelector(".dz-swap").addEventListener("click", () => choose(newStep.value, oldStep.value));
  for (const button of page.querySelectorAll("[data-by]")) {
    button.addEventListener("click", () => choose(...neighbour(Number(button.dataset.by))));
  }
  result.addEventListener("change", (event) => {
    if (event.target.matches(".dz-uni,.dz-two")) layout = event.target.className;
  });
  window.addEventListener("hashchange", follow);
  page.querySelector("form").hidden = false;
  follow();
})();
