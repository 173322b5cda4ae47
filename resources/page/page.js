"use strict";
document.querySelectorAll("section").forEach(function (section) {
  var data = JSON.parse(section.querySelector("script").textContent);
  var svg = section.querySelector("svg"), words = section.querySelector(".words"), stage = section.querySelector(".stage");
  var layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
  var at = null, pinned = null;
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.style.width = svg.viewBox.baseVal.width + "px";
  svg.appendChild(layer);

  function show(cell) {
    at = cell;
    layer.textContent = "";
    words.classList.toggle("idle", !cell);
    if (!cell) { words.textContent = words.dataset.hint; return; }
    var answer = data.answers[cell.matrix][cell.row * data.matrices[cell.matrix][4] + cell.column];
    words.textContent = answer[0];
    answer[1].forEach(function (lit) {
      var matrix = data.matrices[lit[0]], size = matrix[2];
      var rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("x", matrix[0] + lit[4] * size);
      rect.setAttribute("y", matrix[1] + lit[2] * size);
      rect.setAttribute("width", (lit[5] - lit[4] + 1) * size);
      rect.setAttribute("height", (lit[3] - lit[2] + 1) * size);
      rect.setAttribute("class", "lit " + data.roles[lit[1]]);
      layer.appendChild(rect);
    });
  }

  function cellAt(event) {
    var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    for (var place = 0; place < data.matrices.length; place++) {
      var matrix = data.matrices[place];
      var row = Math.floor((point.y - matrix[1]) / matrix[2]), column = Math.floor((point.x - matrix[0]) / matrix[2]);
      if (row >= 0 && row < matrix[3] && column >= 0 && column < matrix[4] && data.answers[place].length) {
        return { matrix: place, row: row, column: column };
      }
    }
    return null;
  }

  function same(a, b) { return a && b && a.matrix === b.matrix && a.row === b.row && a.column === b.column; }

  svg.addEventListener("pointermove", function (event) {
    if (event.pointerType === "mouse") { show(cellAt(event) || pinned); }
  });
  svg.addEventListener("pointerleave", function (event) {
    if (event.pointerType === "mouse") { show(pinned); }
  });
  svg.addEventListener("click", function (event) {
    var cell = cellAt(event);
    pinned = same(cell, pinned) ? null : cell;
    show(pinned || (event.pointerType === "mouse" ? cell : null));
  });
  stage.addEventListener("keydown", function (event) {
    var steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (event.key === "Escape") { pinned = null; show(null); return; }
    var step = steps[event.key], first = data.answers.length - 1;
    while (first >= 0 && !data.answers[first].length) { first--; }
    if (!step || first < 0) { return; }
    event.preventDefault();
    var from = at || { matrix: first, row: step[0] > 0 ? -1 : 0, column: step[1] > 0 ? -1 : 0 };
    var matrix = data.matrices[from.matrix];
    pinned = {
      matrix: from.matrix,
      row: Math.min(Math.max(from.row + step[0], 0), matrix[3] - 1),
      column: Math.min(Math.max(from.column + step[1], 0), matrix[4] - 1)
    };
    show(pinned);
  });
  show(null);
});
