/** What the server says of the system once: the map, the routes, the workflow, the limits. */
export interface Model {
  entrance: string;
  lanes: { pattern: string; page: string; parts: string[] }[];
  parts: MapPart[];
  arrows: { from: string; to: string; labels: string[] }[];
  routes: { method: string; path: string; owner: string; access: string; movesBetween: string[] }[];
  workflow: Workflow;
  limits: { workers: number; sessions: number };
  queues: { webhook: string; deadLetters: string };
}

export interface MapPart {
  name: string;
  title: string;
  kind: string;
  /** What the source of its log lines has in it; nothing where it has no log. */
  logs?: string;
  settings: { name: string; value: string; why: string }[];
  source: string;
}

/** An Amazon States Language definition, as far as it is drawn. */
export interface Workflow {
  StartAt: string;
  States: Record<string, WorkflowState>;
}

export interface WorkflowState {
  Comment?: string;
  Next?: string;
  End?: boolean;
  Catch?: { ErrorEquals: string[]; Next: string }[];
}
