// Draws every chart from the JSON beside it. Colours: ours is always the first, stock the second; told apart in grey too.
(function () {
  var palette = ['#14605a', '#d98c4a', '#6b7a8f', '#8e5ea2'];
  document.querySelectorAll('figure.chart').forEach(function (figure) {
    var data = JSON.parse(figure.querySelector('.chart-data').textContent);
    var horizontal = data.kind === 'HORIZONTAL_BAR';
    var value = horizontal ? 'x' : 'y';
    var scales = {};
    scales[value] = { beginAtZero: true, title: { display: !!data.unit, text: data.unit }, grid: { color: '#e8ecf0' } };
    scales[horizontal ? 'y' : 'x'] = { grid: { display: false } };
    new Chart(figure.querySelector('canvas'), {
      type: 'bar',
      data: {
        labels: data.labels,
        datasets: data.series.map(function (s, i) {
          return { label: s.name, data: s.values, backgroundColor: palette[i % palette.length], borderRadius: 3, maxBarThickness: 34 };
        })
      },
      options: {
        indexAxis: horizontal ? 'y' : 'x',
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        scales: scales,
        plugins: { legend: { display: data.series.length > 1 } }
      }
    });
  });
  // On paper everything is open, and charts take the width of the sheet.
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (d) { d.open = true; });
    Object.values(Chart.instances).forEach(function (c) { c.resize(); });
  });
})();
