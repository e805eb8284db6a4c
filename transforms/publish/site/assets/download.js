/* Tables as files, made in the page: CSV with BOM, and XLSX as a ZIP that only stores (docs/decisions: the site). */
(function (x) {
  "use strict";
  const FORMULA = /^[=+\-@\t\r]/;

  function hand(name, blob) {
    const url = URL.createObjectURL(blob);
    const link = x.h("a", { href: url, download: name, hidden: true });
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }

  /* rows: arrays of {number: "12.5"} or text. Text that a spreadsheet would run gets a leading apostrophe; numbers stay numbers. */
  x.csvText = function (headings, rows) {
    function field(cell) {
      const text = cell === null || cell === undefined ? "" : cell.number !== undefined ? String(cell.number) : FORMULA.test(String(cell)) ? "'" + cell : String(cell);
      return /[",\r\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
    }
    return "\ufeff" + [headings].concat(rows).map(function (row) { return row.map(field).join(","); }).join("\r\n") + "\r\n";
  };

  const TABLE = (function () {
    const table = new Uint32Array(256);
    for (let n = 0; n < 256; n++) {
      let c = n;
      for (let k = 0; k < 8; k++) { c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; }
      table[n] = c >>> 0;
    }
    return table;
  })();
  function crc32(bytes) {
    let c = 0xffffffff;
    for (let n = 0; n < bytes.length; n++) { c = TABLE[(c ^ bytes[n]) & 255] ^ (c >>> 8); }
    return (c ^ 0xffffffff) >>> 0;
  }
  function record(size, fields) {
    const view = new DataView(new ArrayBuffer(size));
    fields.forEach(function (one) { one[2] === 4 ? view.setUint32(one[0], one[1], true) : view.setUint16(one[0], one[1], true); });
    return new Uint8Array(view.buffer);
  }
  /* files: [[name, text]] as a ZIP without compression. Layout: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. */
  function zip(files) {
    const coder = new TextEncoder(), parts = [], central = [];
    let offset = 0;
    files.forEach(function (file) {
      const name = coder.encode(file[0]), body = coder.encode(file[1]), crc = crc32(body);
      const shared = [[0, 20, 2], [2, 0x0800, 2], [4, 0, 2], [6, 0, 2], [8, 0x21, 2], [10, crc, 4], [14, body.length, 4], [18, body.length, 4], [22, name.length, 2], [24, 0, 2]];
      function at(base) { return shared.map(function (one) { return [one[0] + base, one[1], one[2]]; }); }
      const local = record(30, [[0, 0x04034b50, 4]].concat(at(4)));
      parts.push(local, name, body);
      central.push(record(46, [[0, 0x02014b50, 4], [4, 20, 2], [42, offset, 4]].concat(at(6))), name);
      offset += local.length + name.length + body.length;
    });
    const length = central.reduce(function (sum, part) { return sum + part.length; }, 0);
    const end = record(22, [[0, 0x06054b50, 4], [8, files.length, 2], [10, files.length, 2], [12, length, 4], [16, offset, 4]]);
    return new Blob(parts.concat(central, [end]), { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  }

  const HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const RELS = "http://schemas.openxmlformats.org/package/2006/relationships";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  function escaped(text) {
    /* XML 1.0 knows no control characters */
    return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }
  function xlsxCell(cell, style) {
    if (cell === null || cell === undefined || cell === "") { return "<c/>"; }
    if (cell.number !== undefined) { return cell.number === "" || cell.number === null ? "<c/>" : "<c><v>" + cell.number + "</v></c>"; }
    return "<c t=\"inlineStr\"" + (style ? " s=\"1\"" : "") + "><is><t xml:space=\"preserve\">" + escaped(cell) + "</t></is></c>";
  }
  x.xlsxBlob = function (headings, rows) {
    function line(cells, style) { return "<row>" + cells.map(function (cell) { return xlsxCell(cell, style); }).join("") + "</row>"; }
    const widths = "<cols><col min=\"1\" max=\"" + headings.length + "\" width=\"16\" customWidth=\"1\"/></cols>";
    const frozen = "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    const sheet = HEAD + "<worksheet xmlns=\"" + MAIN + "\">" + frozen + widths + "<sheetData>" + line(headings, true) + rows.map(function (row) { return line(row); }).join("") + "</sheetData></worksheet>";
    const styles = HEAD + "<styleSheet xmlns=\"" + MAIN + "\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>" +
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>" +
      "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf xfId=\"0\"/><xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/></cellXfs>" +
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
    return zip([
      ["[Content_Types].xml", HEAD + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + TYPE + "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" + TYPE + "worksheet+xml\"/>" +
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + TYPE + "styles+xml\"/></Types>"],
      ["_rels/.rels", HEAD + "<Relationships xmlns=\"" + RELS + "\"><Relationship Id=\"r1\" Type=\"" + OFFICE + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"],
      ["xl/workbook.xml", HEAD + "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + OFFICE + "\"><sheets><sheet name=\"" + escaped(x.t("sheet")) + "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"],
      ["xl/_rels/workbook.xml.rels", HEAD + "<Relationships xmlns=\"" + RELS + "\"><Relationship Id=\"r1\" Type=\"" + OFFICE + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" + OFFICE + "/styles\" Target=\"styles.xml\"/></Relationships>"],
      ["xl/worksheets/sheet1.xml", sheet],
      ["xl/styles.xml", styles],
    ]);
  };

  x.downloads = function (name, headings, rowsOf) {
    function file(suffix) { return (name + "-" + x.when(x.index.facts.business_date)).replace(/[\\/:*?"<>|\s]+/g, "_") + suffix; }
    return x.h("span", { class: "downloads" },
      x.h("button", { type: "button", "data-download": "csv", "aria-label": x.t("download.csv", name), onclick: function () { hand(file(".csv"), new Blob([x.csvText(headings, rowsOf())], { type: "text/csv;charset=utf-8" })); } }, "CSV"),
      x.h("button", { type: "button", "data-download": "xlsx", "aria-label": x.t("download.xlsx", name), onclick: function () { hand(file(".xlsx"), x.xlsxBlob(headings, rowsOf())); } }, "XLSX"));
  };
})(window.xianzhi);
