import { Duration } from 'aws-cdk-lib';
import { Column, GraphWidget, type IMetric, type IWidget, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';

/** A graph and the sentence above it that says what good looks like. */
export interface Explained {
  title: string;
  /** In a sentence or two. */
  good: string;
  metrics: IMetric[];
  /** A line that is drawn in: the limit or threshold that the sentence speaks of. */
  limit?: { value: number; label: string } | undefined;
}

const inARow = 3;
const width = 24 / inARow;

/** Three graphs in a row, each below its sentence. */
export function rowsOf(graphs: Explained[]): IWidget[] {
  const columns = graphs.map(({ title, good, metrics, limit }) => {
    const text = new TextWidget({ markdown: `**${title}.** ${good}`, width, height: 2 });
    const graph = new GraphWidget({
      title,
      width,
      height: 5,
      left: metrics,
      leftYAxis: { min: 0 },
      ...(limit && { leftAnnotations: [limit] }),
    });
    return new Column(text, graph);
  });
  return Array.from(
    { length: Math.ceil(columns.length / inARow) },
    (_, row) => new Row(...columns.slice(row * inARow, (row + 1) * inARow)),
  );
}

const period = Duration.minutes(1);
export const sum = (label: string) => ({ statistic: 'Sum', period, label });
export const most = (label: string) => ({ statistic: 'Maximum', period, label });
export const mean = (label: string) => ({ statistic: 'Average', period, label });
export const p50 = { statistic: 'p50', period, label: 'half of them' };
export const p99 = { statistic: 'p99', period, label: '99 of 100' };
