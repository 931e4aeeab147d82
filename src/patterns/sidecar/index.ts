import { definePattern, type Pattern } from '../../pattern-kit/pattern.ts';
import { face } from './face.ts';
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

const pattern: Pattern = definePattern({
  ...face,
  programs: { customers, app, shipper, proxy, watcher, volume, kubelet, collector, payments, controlPlane, registry },
  properties,
  mutants,
});

export default pattern;
