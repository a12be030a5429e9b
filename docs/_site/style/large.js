/* A drawing opened on top of the page. It is moved by dragging or with the arrow keys, and enlarged with the
   wheel, two fingers, the buttons or the keys + - 0. Without this script, the link leads to the drawing's file. */
(() => {
  "use strict";

  const FACTOR = 1.25; // of one press
  const MOST = 4; // pixels of the screen for one of the drawing
  const MOST_AT_FIRST = 1.5; // a small drawing is not blown up
  const ROOM = 32; // pixels that stay free around it
  const PACE = 80; // pixels at an arrow key
  const KEYS = {
    ArrowLeft: (v) => v.stage.scrollBy(-PACE, 0),
    ArrowRight: (v) => v.stage.scrollBy(PACE, 0),
    ArrowUp: (v) => v.stage.scrollBy(0, -PACE),
    ArrowDown: (v) => v.stage.scrollBy(0, PACE),
    "+": (v) => v.zoom(FACTOR),
    "=": (v) => v.zoom(FACTOR), // the key of + without shift
    "-": (v) => v.zoom(1 / FACTOR),
    0: (v) => v.fit(),
  };
  const FRAME = `
    <header>
      <div><h2 id="dz-viewer-title"></h2><p class="dz-viewer-size"></p></div>
      <p class="dz-viewer-help">Drag to move, wheel to zoom.
        Keys: <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd>, <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd>, <kbd>Esc</kbd></p>
      <div class="dz-viewer-tools">
        <button type="button" data-do="-" aria-label="Zoom out">−</button>
        <output aria-label="Zoom"></output>
        <button type="button" data-do="+" aria-label="Zoom in">+</button>
        <button type="button" data-do="0">Fit</button>
        <a>SVG file</a>
        <button type="button" data-do="close">Close</button>
      </div>
    </header>
    <div class="dz-viewer-stage" tabindex="0" autofocus role="region"
      aria-label="Drawing: arrow keys move it, plus and minus zoom, 0 fits it in"><img draggable="false"></div>`;

  class Viewer {
    constructor() {
      this.dialog = document.createElement("dialog");
      this.dialog.className = "dz-viewer";
      this.dialog.setAttribute("aria-labelledby", "dz-viewer-title");
      this.dialog.innerHTML = FRAME;
      [this.stage, this.image, this.output, this.file] = [".dz-viewer-stage", "img", "output", "a"].map((part) =>
        this.dialog.querySelector(part),
      );
      this.pointers = new Map();
      this.dialog.addEventListener("keydown", (event) => this.press(event));
      this.dialog.addEventListener("click", (event) => this.click(event));
      this.dialog.addEventListener("close", () => this.link.focus()); // Safari does not by itself
      this.stage.addEventListener("wheel", (event) => this.turn(event), { passive: false });
      this.stage.addEventListener("pointerdown", (event) => this.grasp(event));
      this.stage.addEventListener("pointermove", (event) => this.drag(event));
      for (const end of ["pointerup", "pointercancel"]) {
        this.stage.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
      }
      window.addEventListener("resize", () => this.dialog.open && this.fitted && this.fit());
      document.body.append(this.dialog);
    }

    show(link) {
      const small = link.querySelector("img");
      this.link = link;
      this.width = Number(small.getAttribute("width"));
      this.height = Number(small.getAttribute("height"));
      this.dialog.querySelector("h2").textContent = small.alt;
      this.dialog.querySelector(".dz-viewer-size").textContent = link.textContent;
      this.image.src = this.file.href = link.href;
      this.image.alt = small.alt;
      this.dialog.showModal();
      this.fit();
    }

    /** The zoom at which all of the drawing is seen. */
    get whole() {
      const { offsetWidth, offsetHeight } = this.stage; // with scrollbars, which go when all is seen
      return Math.min((offsetWidth - ROOM) / this.width, (offsetHeight - ROOM) / this.height, MOST_AT_FIRST);
    }

    fit() {
      this.resize(this.whole);
    }

    resize(scale) {
      this.scale = scale;
      this.fitted = scale === this.whole;
      this.image.style.width = `${this.width * scale}px`;
      this.output.textContent = `${Math.round(scale * 100)} %`;
    }

    /** Zoom, and keep what is at a point of the window where it is: by default, the middle of the stage. */
    zoom(factor, point) {
      const frame = this.stage.getBoundingClientRect();
      const { x, y } = point ?? { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 };
      const before = this.image.getBoundingClientRect();
      const [right, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
      this.resize(Math.min(MOST, Math.max(this.whole, this.scale * factor)));
      const after = this.image.getBoundingClientRect();
      this.stage.scrollBy(after.left + right * after.width - x, after.top + down * after.height - y);
    }

    press(event) {
      event.stopPropagation(); // the page has keys of its own
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(this);
    }

    click(event) {
      const what = event.target.dataset.do;
      if (what === "close") this.dialog.close();
      else if (what) KEYS[what](this);
    }

    turn(event) {
      event.preventDefault();
      const lines = event.deltaMode === 0 ? 1 : 30; // else it counts lines, not pixels
      const pace = event.ctrlKey ? 0.01 : 0.002; // with ctrl, it is two fingers on a touchpad
      this.zoom(Math.exp(-event.deltaY * lines * pace), { x: event.clientX, y: event.clientY });
    }

    grasp(event) {
      const frame = this.stage.getBoundingClientRect();
      const onScrollbar =
        event.clientX - frame.left > this.stage.clientWidth || event.clientY - frame.top > this.stage.clientHeight;
      if (event.button || onScrollbar) return;
      this.stage.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    }

    drag(event) {
      if (!this.pointers.has(event.pointerId)) return;
      const before = grip([...this.pointers.values()]);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const after = grip([...this.pointers.values()]);
      this.stage.scrollBy(before.x - after.x, before.y - after.y);
      if (before.spread) this.zoom(after.spread / before.spread, after);
    }
  }

  /** The middle of the fingers, and how far the first two are apart. */
  function grip([first, second = first]) {
    return {
      x: (first.x + second.x) / 2,
      y: (first.y + second.y) / 2,
      spread: Math.hypot(first.x - second.x, first.y - second.y),
    };
  }

  let viewer;
  for (const link of document.querySelectorAll("a.dz-large")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab or window
      event.preventDefault();
      viewer ??= new Viewer();
      viewer.show(link);
    });
  }
})();
