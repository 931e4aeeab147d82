/// <reference lib="webworker" />
import { tame } from './prelude.ts';

declare const self: DedicatedWorkerGlobalScope;

const send = self.postMessage.bind(self);
const listen = self.addEventListener.bind(self);

/** What came before anybody listened. */
const early: string[] = [];
let deliver = (text: string): void => void early.push(text);

listen('message', (event: MessageEvent<string>) => deliver(event.data));
tame(self);

/** The line to the session, kept from before the scope was made tame. */
export const post = (text: string): void => send(text);

export function receive(listener: (text: string) => void): void {
  deliver = listener;
  for (const text of early.splice(0)) listener(text);
}
