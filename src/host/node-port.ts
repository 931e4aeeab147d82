/** A line to the Worker of one node. Texts are JSON: what crosses is plain data by construction. */
export interface NodePort {
  post(text: string): void;
  /** One listener at a time. */
  listen(onMessage: (text: string) => void, onError: (what: string) => void): void;
  terminate(): void | Promise<unknown>;
}

/** Starts the Worker of a node, named after it, so that the browser's own tools show it. */
export type StartNode = (name: string) => NodePort;
