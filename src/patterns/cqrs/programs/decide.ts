import type { Command } from '../messages.ts';
import {
  decideChangePrice,
  decidePlaceOrder,
  decideReprice,
  decideRestock,
  type AggregateRows,
  type Decision,
} from './aggregates.ts';
import { productStream, stockStream } from './store-event.ts';

/** The aggregates that a command is decided on. */
export function streamsOf(command: Command): string[] {
  switch (command.type) {
    case 'PlaceOrder':
      return [stockStream(command.product), productStream(command.product)];
    case 'ChangePrice':
      return [productStream(command.product)];
    case 'Reprice':
      return command.products.map(productStream);
    case 'Restock':
      return [stockStream(command.product)];
  }
}

/** `seen`: what a read model says is on the shelf, where that is asked instead of the aggregate. */
export function decide(rows: AggregateRows, command: Command, seen: number | null): Decision {
  switch (command.type) {
    case 'PlaceOrder':
      return decidePlaceOrder(rows, command, seen);
    case 'ChangePrice':
      return decideChangePrice(rows, command.product, command.price, command.expectedVersion);
    case 'Reprice':
      return decideReprice(rows, command.products, command.percent);
    case 'Restock':
      return decideRestock(rows, command.product, command.quantity);
  }
}
