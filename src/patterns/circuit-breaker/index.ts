import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { breaker } from './programs/breaker.ts';
import { gateway } from './programs/gateway.ts';
import { inventory } from './programs/inventory.ts';
import { orders } from './programs/orders.ts';
import { payLater } from './programs/pay-later.ts';
import { shoppers } from './programs/shoppers.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'Without', on: 'With breaker' },
  programs: { shoppers, orders, breaker, gateway, inventory, payLater },
  roles,
  messages,
  settings,
  topology,
  layout,
  commands,
  modes,
  properties,
  goals,
  experiments,
  mutants,
  epoch,
  lesson: () => import('./lesson.ts').then((part) => part.lesson),
  laneColours,
});

export default pattern;
