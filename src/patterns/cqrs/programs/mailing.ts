import type { NodeContext } from '../../../kernel/program.ts';
import type { StoreEvent } from './store-event.ts';
import type { ViewName } from './views.ts';

/** A mail goes out. It cannot be unsent, whatever becomes of the process that sent it. */
export function sendMail(node: NodeContext<any>, order: number): void {
  node.note('mail sent', `order ${order} is confirmed by mail`, { order });
}

export const isReactor = (node: NodeContext<any>): boolean => node.settings['mails.by'] === 'reactor';

/** The trap: the best-sellers meet every order anyway, so they write the mail as they count it. */
export function mailFromView(node: NodeContext<any>, view: ViewName, events: readonly StoreEvent[]): void {
  if (view !== 'best') return;
  for (const { payload } of events) if (payload.name === 'OrderPlaced') sendMail(node, payload.order);
}
