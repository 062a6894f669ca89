/** What a part is called where the path of its construct reads badly. */
const names: Record<string, string> = {
  FacadeApi: 'The API',
  FulfilmentWorkflowStateMachine: 'Order fulfilment',
  LegacyApiService: 'Legacy API',
  LoadBalancer: 'Legacy entrance',
  FulfilmentReserveStock: 'Reserve stock',
  FulfilmentReleaseStock: 'Release stock',
  FulfilmentBookShipment: 'Book shipment',
  FulfilmentCancelShipment: 'Cancel shipment',
  FulfilmentCompleteOrder: 'Complete order',
  FulfilmentCancelOrder: 'Cancel order',
  PaymentsAwaitPayment: 'Await payment',
  PaymentsRefundPayment: 'Refund payment',
  PaymentsRefundsQueue: 'Refunds queue',
  PaymentsDeadLetters: 'Dead letters',
  PaymentsWaits: 'Payment waits',
  FulfilmentStockTable: 'Stock',
  FulfilmentStockFunction: 'Stock function',
};

/** A part's name as people read it: `PaymentsWorker` is "Payments worker". */
export function called(name: string): string {
  const [first = '', ...rest] = name.split(/(?=[A-Z])/);
  return names[name] ?? [first, ...rest.map((word) => word.toLowerCase())].join(' ');
}

/** The most characters that fit between two columns. */
const longest = 21;

/** A second way to the same side of a route that moves: no picture needs it. */
const isSideDoor = (label: string) => label.includes(' /via/');

/** Labels as lines: routes of one path together, what is too long broken before the path. */
export function linesOf(labels: string[]): string[] {
  const routes = new Map<string, string[]>();
  const others: string[] = [];
  for (const label of labels.filter((one) => !isSideDoor(one))) {
    const [method = '', path] = label.split(' /');
    if (path === undefined) others.push(label);
    else routes.set(`/${path}`, [...(routes.get(`/${path}`) ?? []), method]);
  }
  const ofRoutes = [...routes].flatMap(([path, methods]) => {
    const line = `${methods.join(' ')} ${path}`;
    return line.length <= longest ? [line] : [methods.join(' '), path];
  });
  return [...(others.length > 0 ? [others.join(', ')] : []), ...ofRoutes];
}
