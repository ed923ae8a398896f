import { Redactor } from "../../node/runs/redaction/redactor";
import { addProcessSecrets } from "../../node/runs/redaction/secrets/variableSecrets";

/** The one redactor of this window: whatever shows, logs or keeps something takes secrets out with it. */
export const windowRedaction = new Redactor();
addProcessSecrets(windowRedaction, process.env);
