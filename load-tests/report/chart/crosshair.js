// Runs in the page, as it is: a crosshair through all plots at one moment, and series that can be hidden.
for (const charts of document.querySelectorAll('.charts')) {
  const data = JSON.parse(charts.querySelector('.chart-data').textContent);
  const plots = [...charts.querySelectorAll('.values')].map((values, index) => ({
    values,
    ...data[index],
    figure: values.closest('.chart'),
    cross: values.querySelector('.cross'),
    tip: values.querySelector('.tip'),
  }));
  const [from, to] = charts.dataset.span.split(' ').map(Number);
  const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

  const clock = (seconds) =>
    seconds < 60
      ? `${seconds.toFixed(1)} s`
      : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;

  const nearest = ({ seconds }, moment) => {
    const after = seconds.findIndex((each) => each >= moment);
    if (after <= 0) return after === 0 ? 0 : seconds.length - 1;
    return moment - seconds[after - 1] < seconds[after] - moment ? after - 1 : after;
  };

  const isShown = (plot, index) =>
    plot.figure.querySelector(`button[data-series="${index}"]`).ariaPressed === 'true';

  const rows = (plot, at) =>
    plot.series.flatMap(({ label, values }, index) =>
      values[at] === null || !isShown(plot, index) ? [] : [[label, number.format(values[at]) + plot.unit]],
    );

  const row = (label, value) => {
    const line = document.createElement('div');
    const name = line.appendChild(document.createElement('span'));
    const figure = line.appendChild(document.createElement('b'));
    name.textContent = label;
    figure.textContent = value;
    return line;
  };

  function show(moment) {
    for (const plot of plots) {
      const at = nearest(plot, moment);
      if (at < 0) continue;
      const share = (plot.seconds[at] - from) / (to - from);
      const time = clock(plot.seconds[at]);
      plot.cross.setAttribute('x1', `${100 * share}%`);
      plot.cross.setAttribute('x2', `${100 * share}%`);
      plot.cross.setAttribute('visibility', 'visible');
      plot.tip.replaceChildren(row('at', time), ...rows(plot, at).map(([label, value]) => row(label, value)));
      plot.tip.hidden = false;
      plot.tip.style.left = share < 0.5 ? `${100 * share}%` : '';
      plot.tip.style.right = share < 0.5 ? '' : `${100 * (1 - share)}%`;
      plot.values.ariaValueNow = at;
      plot.values.ariaValueText = [time, ...rows(plot, at).map((each) => each.join(': '))].join('; ');
      plot.at = at;
    }
  }

  function hide() {
    for (const { cross, tip } of plots) {
      cross.setAttribute('visibility', 'hidden');
      tip.hidden = true;
    }
  }

  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

  function press(plot, event) {
    const last = plot.seconds.length - 1;
    const ends = { Home: 0, End: last };
    if (event.key === 'Escape') return hide();
    const to = ends[event.key] ?? (event.key in steps ? (plot.at ?? 0) + steps[event.key] : undefined);
    if (to === undefined || last < 0) return;
    event.preventDefault();
    show(plot.seconds[Math.min(last, Math.max(0, to))]);
  }

  for (const plot of plots) {
    const point = ({ clientX }) => {
      const { left, width } = plot.values.getBoundingClientRect();
      show(from + ((clientX - left) / width) * (to - from));
    };
    plot.values.addEventListener('pointermove', point);
    plot.values.addEventListener('pointerdown', point);
    plot.values.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && hide());
    plot.values.addEventListener('keydown', (event) => press(plot, event));
    plot.values.addEventListener('blur', hide);
  }

  for (const button of charts.querySelectorAll('.legend button')) {
    button.addEventListener('click', () => {
      const isHidden = button.ariaPressed === 'true';
      button.ariaPressed = String(!isHidden);
      const { series } = button.dataset;
      for (const curve of button.closest('.chart').querySelectorAll(`.plots [data-series="${series}"]`))
        curve.classList.toggle('hidden', isHidden);
    });
  }
}
