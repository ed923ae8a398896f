import "@vscode/codicons/dist/codicon.css";
import "./styles/base.css";
import "./styles/header.css";
import "./styles/grid.css";
import "./styles/bars.css";
import "./styles/details.css";
import "./styles/task.css";
import { ParallelTimeline } from "./app";

customElements.define("parallel-timeline", ParallelTimeline);
