// Draws what stands in a page as a Vega-Lite specification. Expressions are interpreted, never compiled:
// the strict policy allows no eval. A chart follows the theme and the width; its table stands open until it is drawn.
(() => {
  const COLOUR = /^--a-[a-z-]+$/;
  const views = new WeakMap();

  // The colours as they are now: custom properties hold light-dark(), only a real element resolves it.
  function reader(within) {
    const probe = within.appendChild(document.createElement("span"));
    const colour = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    return { colour, done: () => probe.remove() };
  }

  function coloured(part, colour) {
    if (typeof part === "string") return COLOUR.test(part) ? colour(part) : part;
    if (Array.isArray(part)) return part.map((each) => coloured(each, colour));
    if (part === null || typeof part !== "object") return part;
    // Data is what people wrote, and stays as it is.
    const rest = Object.entries(part).map(([key, each]) => [key, key === "data" ? each : coloured(each, colour)]);
    return Object.fromEntries(rest);
  }

  const LOOK = {
    aria: false, background: "transparent", font: "Inter, system-ui, sans-serif", view: { stroke: null },
    axis: {
      domainColor: "--a-line-strong", gridColor: "--a-line", tickColor: "--a-line-strong",
      labelColor: "--a-ink-soft", labelFontSize: 12, labelPadding: 6,
    },
    legend: { labelColor: "--a-ink", labelFontSize: 12.5, symbolSize: 80 },
    text: { fontSize: 12.5 },
  };

  async function draw(figure) {
    const library = await import(figure.dataset.chart);
    const picture = figure.querySelector(".drawn-picture");
    views.get(figure)?.finalize();
    picture.removeAttribute("hidden"); // a hidden one has no width to fill
    const canvas = document.createElement("div"); // Vega renames what it draws into; the picture keeps its words
    canvas.ariaHidden = "true";
    picture.replaceChildren(canvas);
    const { colour, done } = reader(figure);
    const given = JSON.parse(figure.querySelector("script").textContent);
    const { spec } = library.compile(coloured(given, colour), { config: coloured(LOOK, colour) });
    done();
    const runtime = library.parse(spec, null, { ast: true });
    const view = new library.View(runtime, {
      expr: library.expressionInterpreter, renderer: "svg", container: canvas, hover: true, logLevel: 1,
    });
    views.set(figure, view);
    await view.runAsync();
    if (figure.dataset.drawn === undefined) figure.querySelector("details").open = false;
    figure.dataset.drawn = document.documentElement.dataset.bsTheme;
  }

  function drawAll(wanted) {
    for (const figure of document.querySelectorAll("figure[data-chart]")) {
      if (!wanted(figure)) continue;
      draw(figure).catch((error) => {
        figure.querySelector(".drawn-picture").setAttribute("hidden", "");
        figure.querySelector("details").open = true;
        console.error(error);
        figure.dataset.failed = "";
      });
    }
  }

  document.addEventListener("htmx:after:swap", () => drawAll((figure) => figure.dataset.drawn === undefined));
  new MutationObserver(() => drawAll(() => true)).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
  drawAll(() => true);
})();
