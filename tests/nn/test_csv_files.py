"""CSV files: the right numbers, or an error that says where."""

from pathlib import Path

import pytest

from nn import load_csv


@pytest.fixture
def csv_file(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "data.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def test_numbers_and_labels(csv_file):
    table = load_csv(csv_file("a,b,kind\n1,2.5,x\n-3e2,.5,y\n+4,5.,x\n"), label="kind")
    assert table.features == ["a", "b"]
    assert table.inputs == [[1.0, 2.5], [-300.0, 0.5], [4.0, 5.0]]
    assert (table.labels, table.classes, table.targets) == (["x", "y", "x"], ["x", "y"], [0, 1, 0])


def test_without_a_header_and_with_another_delimiter(csv_file):
    table = load_csv(csv_file("1;2;7\n3;4;8\n"), header=False, label=-1, delimiter=";")
    assert table.features == ["0", "1"]
    assert table.inputs == [[1.0, 2.0], [3.0, 4.0]]
    assert table.numbers == [7.0, 8.0]


def test_marks_quotes_line_ends_and_blank_lines(csv_file):
    table = load_csv(csv_file('\ufeff"a",b\r\n1, 2 \r\n\r\n"3",4\r\n'))
    assert table.features == ["a", "b"]
    assert table.inputs == [[1.0, 2.0], [3.0, 4.0]]


BAD = {
    "": "is empty",
    "a,b\n": "has a header and no samples",
    "a,b\n1,2\n3\n": "line 3: 1 cells, where there are 2 columns",
    "a,b\n1,2,3\n": "line 2: 3 cells",
    "a,b\n1,\n": "line 2, column 'b': the cell is empty",
    "a,b\n1,nan\n": "line 2, column 'b': 'nan' is not a finite number",
    "a,b\n1,2\ninf,2\n": "line 3, column 'a': 'inf' is not",
    "a\n1e999\n": "'1e999' is not a finite number",
    "a\n1_000\n": "'1_000' is not",
    "a\n١٢\n": "is not a finite number",
    "a\n0x10\n": "'0x10' is not",
    "a\n1,5\n": "line 2: 2 cells",
    'a\n"1\n': "line 2: unexpected end of data",
    'a,b\n1,"2\n3,4\n5,6\n': "line 2: unexpected end of data; is a quote left open there",
    'a,b\n"1\n",2\n3,x\n': "line 4, column 'b': 'x' is not",
    "a\n" + "9" * 200_000 + "\n": "line 2: field larger than field limit",
    "a,b,a\n1,2,3\n": "line 1: column 'a' is there twice",
    "a\n1\x002\n": "line 2: there is a null byte",
    "a\nx\n": "line 2, column 'a': 'x' is not a finite number",
}


@pytest.mark.parametrize("content", BAD)
def test_what_is_wrong_is_found_with_its_place(csv_file, content):
    with pytest.raises(ValueError, match=BAD[content]) as error:
        load_csv(csv_file(content))
    assert "data.csv" in str(error.value)


def test_other_encodings(csv_file):
    for encoding in ("utf-16", "latin-1"):
        with pytest.raises(ValueError, match=r"data.csv is not UTF-8 text \(line 1, byte \d"):
            load_csv(csv_file("größe\n1\n", encoding))


def test_a_wrong_label_or_delimiter(csv_file):
    path = csv_file("a;b\n1;2\n")
    with pytest.raises(ValueError, match="has no column 'b', only a;b; is ',' the right delimiter"):
        load_csv(path, label="b")
    for label in (2, -3, True, 1.0):
        with pytest.raises(ValueError, match="has no column"):
            load_csv(path, label=label, delimiter=";")
    with pytest.raises(ValueError, match="label 0: 'x' is not a finite number"):
        _ = load_csv(csv_file("a,b\n1,x\n"), label="b").numbers


def test_the_place_of_a_byte_that_is_no_text(csv_file):
    """Far behind the first block that is read."""
    with pytest.raises(ValueError, match=r"data.csv is not UTF-8 text \(line 20002, byte 80,004\)"):
        load_csv(csv_file(b"a,b\n" + b"1,2\n" * 20_000 + b"\xff\n"))


def test_arguments_that_no_file_fits(csv_file):
    path = csv_file("a,b\n1,2\n")
    for delimiter in ("", ",,", '"', "\n", None, 5):
        with pytest.raises(ValueError, match="delimiter must be one character, such as"):
            load_csv(path, delimiter=delimiter)
    with pytest.raises(TypeError, match="header must be True or False"):
        load_csv(path, header="no")
    with pytest.raises(ValueError, match="data.csv has no column besides the label 'k'"):
        load_csv(csv_file("k\nx\n"), label="k")


@pytest.mark.slow
def test_a_million_rows(csv_file):
    table = load_csv(csv_file("x,y\n" + "1.5,2\n" * 1_000_000))
    assert len(table.inputs) == 1_000_000
    assert table.inputs[-1] == [1.5, 2.0]


@pytest.mark.parametrize("cell", ["{0}x", "{0}.{0}x", "1e{0}x"])
def test_a_long_cell_takes_no_time(tmp_path, cell):
    (tmp_path / "long.csv").write_text(f"a,b\n{cell.format('1' * 60_000)},1\n")
    with pytest.raises(ValueError, match="is not a finite number|larger than field limit"):
        load_csv(tmp_path / "long.csv", label="b")


# --- tables as people have them ---

PENGUINS = """\
species,sex,mass,year
Adelie,male,3750,2007
Gentoo,female,NA,2008
Adelie,,3800,2007
Chinstrap,female,3700,2009
"""


def test_columns_are_chosen_and_dropped_by_name_or_place(csv_file):
    path = csv_file("a,b,c,kind\n1,2,3,x\n4,5,6,y\n")
    assert load_csv(path, label="kind", columns=["c", 0]).inputs == [[3.0, 1.0], [6.0, 4.0]]
    assert load_csv(path, label="kind", drop=["b", 2]).features == ["a"]
    with pytest.raises(ValueError, match="has no column 'd', only a, b, c, kind"):
        load_csv(path, columns=["d"])


def test_missing_values(csv_file):
    path = csv_file(PENGUINS)
    left = load_csv(path, label="species", missing="drop", categories=True)
    assert left.features == ["sex=female", "sex=male", "mass", "year"]
    assert left.inputs == [[0.0, 1.0, 3750.0, 2007.0], [1.0, 0.0, 3700.0, 2009.0]]
    assert (left.labels, left.notes) == (["Adelie", "Chinstrap"], ["2 samples with missing values left out"])
    filled = load_csv(path, label="species", drop=["sex"], missing="mean")
    assert [row[0] for row in filled.inputs] == [3750.0, 3750.0, 3800.0, 3700.0]
    assert filled.notes == ["missing values of 1 samples filled in with the mean of the column"]
    with pytest.raises(ValueError, match=r"line 3, column 'mass': 'NA' is not a finite number, as missing='drop'"):
        load_csv(path, label="species", drop=["sex"])
    with pytest.raises(ValueError, match=r"line 4, column 'sex': a word is missing, and words have no mean"):
        load_csv(path, label="species", missing="mean", categories=True)
    with pytest.raises(ValueError, match="every sample has a missing value"):
        load_csv(csv_file("a,b\n1,\n2,?\n"), missing="drop")
    with pytest.raises(ValueError, match="column 'b': every cell is empty, so there is no mean"):
        load_csv(csv_file("a,b\n1,\n2,?\n"), missing="mean")


@pytest.mark.parametrize("cell", ["", " ", "?", "NA", "N/A", "nan", "NaN", "null", "NULL", "None"])
def test_what_counts_as_missing(csv_file, cell):
    assert load_csv(csv_file(f"a,b\n1,{cell}\n2,3\n"), missing="drop").inputs == [[2.0, 3.0]]


def test_a_column_of_words_is_refused_with_a_way_out(csv_file):
    with pytest.raises(ValueError, match=r"column 'sex': 'male' is not .*say categories=True, or drop=\['sex'\]"):
        load_csv(csv_file(PENGUINS), label="species", missing="drop")


def test_a_decimal_comma(csv_file):
    path = csv_file("a;b\n1,5;-2\n,25;3e2\n")
    assert load_csv(path, delimiter=";", decimal=",").inputs == [[1.5, -2.0], [0.25, 300.0]]
    with pytest.raises(ValueError, match="decimal must be '.' or ',' and not the delimiter, got ','"):
        load_csv(path, decimal=",")


def test_a_table_in_another_encoding(csv_file):
    path = csv_file("größe\n1\n", "latin-1")
    assert load_csv(path, encoding="latin-1").features == ["größe"]
    with pytest.raises(ValueError, match="say what it is, such as encoding='latin-1'"):
        load_csv(path)
    with pytest.raises(ValueError, match="there is no encoding 'latin1x'"):
        load_csv(path, encoding="latin1x")


def test_a_first_line_of_numbers_is_a_sample(csv_file):
    path = csv_file("2007,1.5\n2008,-2\n")
    assert load_csv(path).inputs == [[2007.0, 1.5], [2008.0, -2.0]]
    assert load_csv(path, header=True).features == ["2007", "1.5"]


def test_a_first_line_of_numbers_and_words(csv_file):
    path = csv_file("1.5,low\n2.5,high\n")
    table = load_csv(path, label=-1)
    assert table.inputs == [[1.5], [2.5]]
    assert "the first line is read as a sample" in repr(table)
    assert load_csv(csv_file("year,2019,2020\n7,1,2\n")).features == ["year", "2019", "2020"]
    years = csv_file("country,2019,2020\nFrance,1,2\nPeru,3,4\n")
    for options in ({"label": "country"}, {"label": 0, "columns": ["2020"]}, {"label": 0, "header": True}):
        assert load_csv(years, **options).inputs[-1][-1] == 4.0
        assert load_csv(years, **options).labels == ["France", "Peru"]


def test_spaces_behind_the_delimiter_and_a_nameless_index(csv_file):
    assert load_csv(csv_file('"a", "b", "kind"\n1, 2, "x, y"\n'), label="kind").labels == ["x, y"]
    assert load_csv(csv_file(",a,b\n0,1.5,2\n1,3,4\n")).inputs == [[1.5, 2.0], [3.0, 4.0]]


def test_numbers_as_labels_are_in_their_own_order(csv_file):
    table = load_csv(csv_file("a,k\n" + "".join(f"0,{k}\n" for k in (11, 2, 0, 10, 2))), label="k")
    assert (table.classes, table.targets) == (["0", "2", "10", "11"], [3, 1, 0, 2, 1])


def test_a_table_shows_itself_in_a_line(csv_file):
    table = load_csv(csv_file(PENGUINS), label="species", missing="drop", categories=True)
    assert (
        repr(table) == "Table | 2 samples of 4 features | 2 different labels | 2 samples with missing values left out"
    )


def test_the_penguins_load():
    table = load_csv(
        Path(__file__).parents[2] / "demos" / "data" / "penguins.csv", label="species", missing="drop", categories=True
    )
    assert (len(table.inputs), table.classes) == (333, ["Adelie", "Chinstrap", "Gentoo"])
    assert table.features[:3] == ["island=Biscoe", "island=Dream", "island=Torgersen"]


SHAPES = {  # laid out as well-known public files are, with rows made up for this test: how they load, and to what
    "iris.data": (
        "5.0,3.1,1.4,0.3,Iris-setosa\n6.1,2.8,4.4,1.3,Iris-versicolor\n\n",
        {}, {"inputs": [[5.0, 3.1, 1.4, 0.3], [6.1, 2.8, 4.4, 1.3]], "classes": ["Iris-setosa", "Iris-versicolor"]},
    ),
    "wine.data, the class first": (
        "1,13.2,1.8,1065\n3,12.9,2.4,740\n2,12.1,1.1,520\n",
        {"label": 0}, {"inputs": [[13.2, 1.8, 1065.0], [12.9, 2.4, 740.0], [12.1, 1.1, 520.0]], "targets": [0, 2, 1]},
    ),
    "winequality": (
        '"fixed acidity";"pH";"quality"\n7.1;3.4;5\n6.8;3.2;7\n6.5;3.3;10\n',
        {"label": "quality", "delimiter": ";"}, {"features": ["fixed acidity", "pH"], "numbers": [5.0, 7.0, 10.0]},
    ),
    "titanic": (
        'PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Cabin\n1,0,3,"Doe, Mr. John",male,22,7.5,\n'
        '2,1,1,"Roe, Mrs. Jane (Ann)",female,,71.5,C85\n3,1,2,"Poe, Miss. Eve",female,4,16.0,\n',
        {"label": "Survived", "columns": ["Pclass", "Sex", "Age"], "categories": True, "missing": "drop"},
        {"features": ["Pclass", "Sex=female", "Sex=male", "Age"], "targets": [0, 1],
         "inputs": [[3.0, 0.0, 1.0, 22.0], [2.0, 1.0, 0.0, 4.0]]},
    ),
    "adult.data, with a space behind each comma": (
        "39, State-gov, 77516, <=50K\n50, ?, 83311, >50K\n28, Private, 33840, >50K\n",
        {"categories": True, "missing": "drop"},
        {"inputs": [[39.0, 0.0, 1.0, 77516.0], [28.0, 1.0, 0.0, 33840.0]], "classes": ["<=50K", ">50K"]},
    ),
    "breast-cancer-wisconsin.data": (
        "1000025,5,1,2\n1002945,5,?,4\n1015425,3,10,2\n",
        {"label": 3, "drop": [0], "missing": "mean"},
        {"inputs": [[5.0, 1.0], [5.0, 5.5], [3.0, 10.0]], "classes": ["2", "4"]},
    ),
    "wdbc, an empty last column": (
        '"id","diagnosis","radius_mean",\n842302,M,17.9,\n842517,B,12.5,\n',
        {"label": "diagnosis", "drop": ["id", 3]}, {"features": ["radius_mean"], "targets": [1, 0]},
    ),
    "diabetes": (
        "Pregnancies,Glucose,BMI,Outcome\n6,148,33.6,1\n1,85,26.6,0\n",
        {"label": "Outcome"}, {"features": ["Pregnancies", "Glucose", "BMI"], "targets": [1, 0]},
    ),
    "auto-mpg": (
        'mpg,cylinders,horsepower,car name\n18.0,8,130,"a chevelle"\n25.0,4,?,"a pinto"\n',
        {"label": "mpg", "drop": ["car name"], "missing": "mean"},
        {"inputs": [[8.0, 130.0], [4.0, 130.0]], "numbers": [18.0, 25.0]},
    ),
    "abalone.data": (
        "M,0.455,0.365,15\nF,0.53,0.42,9\nI,0.33,0.255,7\n",
        {"categories": True}, {"inputs": [[0, 0, 1, 0.455, 0.365], [1, 0, 0, 0.53, 0.42], [0, 1, 0, 0.33, 0.255]]},
    ),
    "student-por": (
        'school;sex;G3\n"GP";"F";11\n"MS";"M";9\n',
        {"delimiter": ";", "categories": True}, {"features": ["school=GP", "school=MS", "sex=F", "sex=M"]},
    ),
    "a German export": (
        "\ufeffGröße;Gewicht;Art\r\n1,80;75,5;a\r\n1,65;60;b\r\n",
        {"delimiter": ";", "decimal": ","}, {"features": ["Größe", "Gewicht"], "inputs": [[1.8, 75.5], [1.65, 60.0]]},
    ),
    "a frame written with its index": (
        ",x,y,kind\n7,0.5,1.5,a\n3,2.5,3.5,b\n",
        {"label": "kind"}, {"features": ["x", "y"], "inputs": [[0.5, 1.5], [2.5, 3.5]]},
    ),
    "digits, 64 numbers and the class": (
        ",".join(["0"] * 64 + ["7"]) + "\n" + ",".join(["16"] * 64 + ["10"]) + "\n",
        {"label": 64}, {"classes": ["7", "10"], "inputs": [[0.0] * 64, [16.0] * 64]},
    ),
    "tab-separated": ("a\tb\tkind\n1\t2\tx y\n", {"delimiter": "\t"}, {"labels": ["x y"], "inputs": [[1.0, 2.0]]}),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_files_shaped_as_public_ones_load(csv_file, name):
    content, options, expected = SHAPES[name]
    table = load_csv(csv_file(content), **{"label": -1, **options})
    assert {attribute: getattr(table, attribute) for attribute in expected} == expected
