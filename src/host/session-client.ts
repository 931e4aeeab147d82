import type { Us } from '../kernel/time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { FromSession, HostMode, SimulationResult, ToSession } from './protocol.ts';

/** The UI thread's line to one session worker. */
export interface SessionClient {
  post(message: ToSession): void;
  /** Answers a function that stops listening. */
  onMessage(listener: (message: FromSession) => void): () => void;
  close(): void;
}

/** Starts a session in a Worker of its own. Its death is told as `failed`. */
export function connectSession(name = 'session'): SessionClient {
  const worker = new Worker(new URL('./session-worker.ts', import.meta.url), { type: 'module', name });
  const listeners = new Set<(message: FromSession) => void>();
  const tell = (message: FromSession): void => {
    for (const listener of listeners) listener(message);
  };
  worker.addEventListener('message', (event: MessageEvent<FromSession>) => tell(event.data));
  worker.addEventListener('error', (event) =>
    tell({
      kind: 'failed',
      what: 'The session worker failed.',
      detail: event.message || 'It could not be loaded.',
      recoverable: false,
    }),
  );
  return {
    post: (message) => worker.postMessage(message),
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      worker.terminate();
    },
  };
}

/** A whole run apart from the one on screen: the same figures as the command line gives. */
export function simulateInSession(
  scenario: Scenario,
  options: { readonly host: HostMode; readonly untilUs?: Us },
): Promise<SimulationResult> {
  const client = connectSession('simulation');
  return new Promise<SimulationResult>((resolve, reject) => {
    client.onMessage((message) => {
      if (message.kind === 'simulated') resolve(message.result);
      else if (message.kind === 'failed') reject(new Error(`${message.what} ${message.detail}`));
    });
    client.post({ kind: 'simulate', id: 1, scenario, ...options });
  }).finally(() => client.close());
}
