import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { about } from './about.ts';
import { epoch } from './epoch.ts';
import { experiments } from './experiments.ts';
import { goals } from './goals.ts';
import { messages } from './messages.ts';
import { meta } from './meta.ts';
import { mutants } from './mutants.ts';
import { app } from './programs/app.ts';
import { collector } from './programs/collector.ts';
import { controlPlane } from './programs/control-plane.ts';
import { customers } from './programs/customers.ts';
import { kubelet } from './programs/kubelet.ts';
import { payments } from './programs/payments.ts';
import { proxy } from './programs/proxy.ts';
import { registry } from './programs/registry.ts';
import { shipper } from './programs/shipper.ts';
import { volume } from './programs/volume.ts';
import { watcher } from './programs/watcher.ts';
import { properties } from './properties.ts';
import { commands, laneColours, modes, roles } from './roles.ts';
import { settings } from './settings.ts';
import { layout, topology } from './topology.ts';

const pattern: Pattern = definePattern({
  meta,
  about,
  switchLabels: { off: 'In the app', on: 'With sidecars' },
  programs: { customers, app, shipper, proxy, watcher, volume, kubelet, collector, payments, controlPlane, registry },
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
