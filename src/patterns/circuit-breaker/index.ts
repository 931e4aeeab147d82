import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
import { mutants } from './mutants.ts';
import { breaker } from './programs/breaker.ts';
import { gateway } from './programs/gateway.ts';
import { inventory } from './programs/inventory.ts';
import { orders } from './programs/orders.ts';
import { payLater } from './programs/pay-later.ts';
import { shoppers } from './programs/shoppers.ts';
import { properties } from './properties.ts';

const pattern: Pattern = definePattern({
  ...face,
  programs: { shoppers, orders, breaker, gateway, inventory, payLater },
  properties,
  mutants,
});

export default pattern;
