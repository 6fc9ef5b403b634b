// What `server/console/static/js/charts.js` asks for; everything else of the three packages is left out.
export { compile } from "vega-lite";
export { parse, View } from "vega";
export { expressionInterpreter } from "vega-interpreter";
