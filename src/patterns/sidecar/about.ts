import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'A second container beside the application does what is not its business: it ships logs, routes calls, watches configuration. Both share a host, a volume, localhost, a budget of CPU and memory, and one fate.',
  how: 'The application writes to a file and calls localhost. A shipper reads the file, buffers and sends; a proxy knows where services are. The kubelet starts sidecars first and stops them last.',
  benefits: [
    'A collector that is away costs the application nothing.',
    'A bug in the shipping code ends the shipper, not the orders.',
    'One shipper and one proxy for every language.',
  ],
  costs: [
    'One more process for every copy of the application, one more hop for every call.',
    'Buffers end: somebody has to say what is dropped.',
    'A wrong order of start and stop loses first calls and last lines.',
    'Without limits a sidecar takes what it was to spare.',
  ],
  avoidWhen: [
    'The two have to scale apart: make it a service.',
    'One agent per host is enough.',
    'No log line may be lost: then writing it may have to fail the order.',
  ],
};
