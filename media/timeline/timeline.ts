import "@vscode/codicons/dist/codicon.css";
import "./styles/base.css";
import "./styles/header.css";
import "./styles/toolbar.css";
import "./styles/overview.css";
import "./styles/grid.css";
import "./styles/rows.css";
import "./styles/lanes.css";
import "./styles/narrow.css";
import "./styles/bars.css";
import "./styles/details.css";
import "./styles/task.css";
import { ParallelTimeline } from "./app";

customElements.define("parallel-timeline", ParallelTimeline);
