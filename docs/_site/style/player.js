// Plays a recorded run. What there is to show stands in the rows of the player's tables: a row a
// move, and each row names the nodes of the drawing that it is about. Without this script the
// tables are shown as they are.
(() => {
  "use strict";
  const SECONDS_PER_MOVE = 2;

  // What one recording shows at each of its moves.
  class Side {
    constructor(element, table) {
      this.name = element.querySelector(".dz-cap").textContent;
      this.heading = table.querySelectorAll("thead th")[2].textContent;
      this.moves = [...table.tBodies[0].rows].map(readMove);
      this.moves.forEach((move, i) => {
        const before = i ? this.moves[i - 1] : { drawn: new Set(), turn: 0, gradients: new Map() };
        move.drawn = new Set([...before.drawn, ...move.joins]);
        move.turn = Number(move.row.cells[0].textContent) || before.turn;
        move.given = new Set([...move.gradients].filter(([key, text]) => before.gradients.get(key) !== text)
          .map(([key]) => key));
      });
      const keys = this.moves.at(-1).drawn;
      this.parts = [...element.querySelectorAll("svg :is(g.node, g.edge)")].map((part) => ({
        part,
        key: [...part.classList].find((name) => keys.has(name)),
        turns: [...part.querySelectorAll(".dz-ord")],
        gradient: part.querySelector(".dz-grad"),
      }));
      // All texts lie in one place and one is visible: so the height is that of the longest.
      this.texts = this.moves.map((move) => this.text(move));
      const now = element.querySelector(".dz-play-now");
      now.replaceChildren(...this.texts);
      now.hidden = false;
    }

    text({ row }) {
      const { cells } = row;
      const text = document.createElement("div");
      text.className = row.className;
      text.append(
        line("dz-play-say", cells[0].textContent, cells[1]),
        line("dz-waits", cells[2].textContent && `${this.heading}:`, cells[2]),
      );
      return text;
    }

    // Show a move, and return its text.
    show(number) {
      const at = Math.min(number, this.moves.length - 1);
      const move = this.moves[at];
      for (const { part, key, turns, gradient } of this.parts) {
        part.classList.toggle("dz-off", !move.drawn.has(key));
        part.classList.toggle("dz-at", move.at === key);
        part.classList.toggle("dz-waiting", move.waits.has(key) && part.matches(".node"));
        part.classList.toggle("dz-given", move.given.has(key));
        for (const turn of turns) turn.classList.toggle("dz-off", Number(turn.textContent) > move.turn);
        const text = move.gradients.get(key);
        if (gradient) gradient.textContent = text ? `grad ${text}` : "";
      }
      this.texts.forEach((text, i) => text.classList.toggle("dz-shown", i === at));
      return `${this.name}: ${this.texts[at].textContent}`;
    }
  }

  function readMove(row) {
    const { dataset } = row;
    const words = (text) => new Set(text ? text.split(" ") : []);
    const pairs = dataset.gradients ? dataset.gradients.split(";") : [];
    return {
      row,
      at: dataset.at,
      joins: words(dataset.new),
      waits: words(dataset.waits),
      gradients: new Map(pairs.map((pair) => pair.split("="))),
    };
  }

  function line(name, label, cell) {
    const paragraph = document.createElement("p");
    paragraph.className = name;
    if (label) {
      const strong = document.createElement("b");
      strong.textContent = label;
      paragraph.append(strong, " ");
    }
    paragraph.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
    return paragraph;
  }

  function setUp(player) {
    const box = player.querySelector(".dz-play-box");
    const controls = player.querySelector(".dz-play-controls");
    const slider = controls.querySelector("input");
    const counter = controls.querySelector(".dz-play-count");
    const spoken = player.querySelector("[role=status]");
    const playButton = controls.querySelector("[data-go=play]");
    const table = player.querySelector(".dz-moves");
    const tables = player.querySelectorAll(".dz-moves-table");
    const sides = [...player.querySelectorAll(".dz-play-side")].map((side, i) => new Side(side, tables[i]));
    const last = Number(slider.max);
    const start = Number(player.dataset.start);
    let at = start;
    let clock;

    function show(number) {
      at = Math.max(0, Math.min(number, last));
      slider.value = at;
      slider.setAttribute("aria-valuetext", `move ${at + 1} of ${last + 1}`);
      counter.textContent = `${at + 1} of ${last + 1}`;
      spoken.textContent = sides.map((side) => side.show(at)).join(" ");
      if (at === last) pause();
    }

    function pause() {
      clearInterval(clock);
      clock = undefined;
      label("Play", "M5 3l8 5-8 5z");
    }

    function play() {
      if (at === last) show(start);
      clock = setInterval(() => show(at + 1), SECONDS_PER_MOVE * 1000);
      label("Pause", "M5.5 3v10M10.5 3v10");
    }

    function label(text, path) {
      playButton.setAttribute("aria-label", text);
      playButton.title = text;
      playButton.querySelector("path").setAttribute("d", path);
      playButton.classList.toggle("dz-playing", text === "Pause");
    }

    function goTo(number) {
      pause();
      show(number);
    }

    const go = {
      first: () => goTo(0),
      back: () => goTo(at - 1),
      play: () => (clock === undefined ? play() : pause()),
      forward: () => goTo(at + 1),
      last: () => goTo(last),
    };
    const keys = { Home: "first", ArrowLeft: "back", " ": "play", ArrowRight: "forward", End: "last" };

    controls.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) go[button.dataset.go]();
    });
    slider.addEventListener("input", () => goTo(Number(slider.value)));
    box.addEventListener("keydown", (event) => {
      const name = keys[event.key];
      const { target } = event;
      const itsOwn = event.key === " " ? target.closest("button") : target === slider;
      if (!name || itsOwn || target.closest("pre, summary")) return;
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go[name]();
    });

    // On paper, the table and the end of the run.
    let shown;
    addEventListener("beforeprint", () => {
      shown = { at, open: table.open };
      table.open = true;
      goTo(last);
    });
    addEventListener("afterprint", () => {
      table.open = shown.open;
      goTo(shown.at);
    });

    box.tabIndex = 0;
    table.open = false;
    controls.hidden = false;
    show(start);
  }

  document.querySelectorAll(".dz-play").forEach(setUp);
})();
