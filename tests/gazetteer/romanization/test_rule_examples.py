"""The test set of the 1984 rule, and the sign of a published approval."""

import pytest

from gazetteer.romanization import romanize

EXAMPLES = [
    ("太行山", "natural", "Tàiháng Shān"),
    ("松花江", "natural", "Sōnghuā Jiāng"),
    ("台湾海峡", "natural", "Táiwān Hǎixiá"),
    ("舟山群岛", "natural", "Zhōushān Qúndǎo"),
    ("江苏省", "division", "Jiāngsū Shěng"),
    ("通县", "division", "Tōng Xiàn"),
    ("西峰镇", "division", "Xīfēng Zhèn"),
    ("长安街", "street", "Cháng’ān Jiē"),
    ("横街", "street", "Héng Jiē"),
    ("大马路", "street", "Dà Mǎlù"),
    ("大运河", "natural", "Dà Yùnhé"),
    ("西藏自治区", "division", "Xīzàng Zìzhìqū"),
    ("西辽河", "natural", "Xīliáo Hé"),
    ("潮白新河", "natural", "Cháobái Xīnhé"),
    ("新通扬运河", "natural", "Xīntōngyáng Yùnhé"),
    ("北雁荡山", "natural", "Běiyàndàng Shān"),
    ("老秃顶子山", "natural", "Lǎotūdǐngzǐ Shān"),
    ("小金门岛", "natural", "Xiǎojīnmén Dǎo"),
    ("景山后街", "street", "Jǐngshān Hòujiē"),
    ("造币左路", "street", "Zàobì Zuǒlù"),
    ("清波门直街", "street", "Qīngbōmén Zhíjiē"),
    ("后赵家楼胡同", "street", "Hòuzhàojiālóu Hútong"),
    ("朝阳门内大街", "street", "Cháoyángménnèi Dàjiē"),
    ("南小街", "street", "Nán Xiǎojiē"),
    ("小南街", "street", "Xiǎo Nánjiē"),
    ("南横东街", "street", "Nánhéng Dōngjiē"),
    ("修文西小巷", "street", "Xiūwén Xīxiǎoxiàng"),
    ("东直门外南后街", "street", "Dōngzhíménwài Nánhòujiē"),
    ("广安门北滨河路", "street", "Guǎng’ānmén Běibīnhé Lù"),
    ("王村", "settlement", "Wángcūn"),
    ("周口店", "settlement", "Zhōukǒudiàn"),
    ("大虎山", "settlement", "Dàhǔshān"),
    ("大虎山", "natural", "Dàhǔ Shān"),
    ("东桑家堡子", "settlement", "Dōngsāngjiābǎozǐ"),
    ("渤海湾", "natural", "Bóhǎi Wān"),
    ("黑龙江省", "division", "Hēilóngjiāng Shěng"),
    ("景德镇市", "division", "Jǐngdézhèn Shì"),
    ("解放路南小街", "street", "Jiěfànglù Nánxiǎojiē"),
    ("包头胡同东巷", "street", "Bāotóu Hútong Dōngxiàng"),
    ("左权县", "division", "Zuǒquán Xiàn"),
    ("张之洞路", "street", "Zhāngzhīdòng Lù"),
    ("欧阳海水库", "facility", "Ōuyánghǎi Shuǐkù"),
    ("五指山", "natural", "Wǔzhǐ Shān"),
    ("三门峡", "natural", "Sānmén Xiá"),
    ("五一广场", "park", "Wǔyī Guǎngchǎng"),
    ("五一广场", "building", "Wǔyī Guǎngchǎng"),
    ("三八路", "street", "Sānbā Lù"),
    ("八角场东街", "street", "Bājiǎochǎng Dōngjiē"),
    ("三眼井胡同", "street", "Sānyǎnjǐng Hútong"),
    ("第六屯", "settlement", "Dìliùtún"),
    ("二道沟", "natural", "Èrdào Gōu"),
    ("第二松花江", "natural", "Dì’èr Sōnghuā Jiāng"),
    ("1203高地", "natural", "1203 Gāodì"),
    ("一七一八峰", "natural", "1718 Fēng"),
    ("二马路", "street", "2 Mǎlù"),
    ("经五路", "street", "Jīng 5 Lù"),
    ("三环路", "street", "3 Huánlù"),
    ("大川淀一巷", "street", "Dàchuāndiàn 1 Xiàng"),
    ("东四十二条", "street", "Dōngsì 12 Tiáo"),
    ("第九弄", "street", "Dì-9 Lòng"),
    ("北二巷", "street", "Běi 2 Xiàng"),
    ("天宁寺西里一巷", "street", "Tiānníngsì Xīlǐ 1 Xiàng"),
    ("西安市", "division", "Xī’ān Shì"),
    ("天峨县", "division", "Tiān’é Xiàn"),
    ("十里堡", "settlement", "Shílǐpù"),
    ("大黄堡", "settlement", "Dàhuángbǎo"),
    ("吴堡县", "division", "Wúbǔ Xiàn"),
    ("珠江", "natural", "Zhū Jiāng"),
    ("李庄", "settlement", "Lǐzhuāng"),
    ("盆儿胡同", "street", "Pénr Hútong"),
    ("大窑桥路", "street", "Dàyáoqiáo Lù"),
    ("解放桥", "facility", "Jiěfàng Qiáo"),
    ("武汉长江大桥", "facility", "Wǔhàn Chángjiāng Dàqiáo"),
    ("密云水库", "facility", "Mìyún Shuǐkù"),
    ("月亮山种羊场", "facility", "Yuèliàngshān Zhǒngyángchǎng"),
    ("浙江省测绘局", "facility", "Zhèjiāng Shěng Cèhuìjú"),
    ("费县汽车站", "facility", "Fèi Xiàn Qìchēzhàn"),
    ("郑州市玻璃厂", "facility", "Zhèngzhōu Shì Bōlíchǎng"),
    ("二七烈士纪念碑", "building", "Èrqī Lièshì Jìniànbēi"),
    ("北京工人体育馆", "building", "Běijīng Gōngrén Tǐyùguǎn"),
    ("前进4厂", "facility", "Qiánjìn 4 Chǎng"),
    ("一线天", "natural", "Yīxiàntiān"),
]


@pytest.mark.parametrize(("name", "category", "spelling"), EXAMPLES)
def test_the_rule_s_own_examples(name: str, category: str, spelling: str) -> None:
    assert romanize(name, category=category).spelling == spelling


@pytest.mark.parametrize(
    ("name", "class_code", "spelling"),
    [
        ("大虎山", "22200", "Dàhǔshān"),
        ("大虎山", "13400", "Dàhǔ Shān"),
        ("安居乐园", "22100", "Ānjū Lèyuán"),
        ("北二巷", "22100", "Běi 2 Xiàng"),
        ("丹枫苑", "22100", "Dānfēng Yuàn"),
        ("长安街", "23514", "Cháng’ān Jiē"),
        ("密云水库", "24230", "Mìyún Shuǐkù"),
        ("白露塘村村民委员会", "27610", "Báilùtáng Cūn"),
    ],
)
def test_the_class_code_decides_the_words(name: str, class_code: str, spelling: str) -> None:
    assert romanize(name, class_code=class_code).spelling == spelling


def test_the_class_code_wins_over_the_category() -> None:
    assert romanize("大虎山", class_code="134", category="settlement").spelling == "Dàhǔ Shān"


def test_the_sign_of_dayaoqiao_lu() -> None:
    """苏府地名函〔2024〕37号 prints the name with tones and the sign in capitals without."""
    result = romanize("大窑桥路", category="street")
    assert (result.spelling, result.sign) == ("Dàyáoqiáo Lù", "DAYAOQIAO LU")


@pytest.mark.parametrize(
    ("name", "category", "sign"),
    [
        ("西安市", "division", "XI’AN SHI"),
        ("旅顺口区", "division", "LÜSHUNKOU QU"),
        ("第九弄", "street", "DI-9 LONG"),
        ("盆儿胡同", "street", "PENR HUTONG"),
    ],
)
def test_signs_keep_apostrophe_and_umlaut(name: str, category: str, sign: str) -> None:
    assert romanize(name, category=category).sign == sign


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("恩施土家族苗族自治州", "Ēnshī Tǔjiāzú Miáozú Zìzhìzhōu"),
        ("城区", "Chéngqū"),
        ("郊区", "Jiāoqū"),
        ("东区", "Dōng Qū"),
        ("井陉矿区", "Jǐngxíng Kuàngqū"),
        ("神农架林区", "Shénnóngjià Línqū"),
        ("六枝特区", "Liùzhī Tèqū"),
        ("浦东新区", "Pǔdōng Xīnqū"),
        ("桂林区", "Guìlín Qū"),
        ("单县", "Shàn Xiàn"),
        ("景德镇", "Jǐngdézhèn"),
        ("南京东路街道", "Nánjīngdōnglù Jiēdào"),
    ],
)
def test_division_names(name: str, spelling: str) -> None:
    assert romanize(name, category="division").spelling == spelling


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("统一路", "Tǒngyī Lù"),
        ("归一路", "Guīyī Lù"),
        ("上南路", "Shàngnán Lù"),
        ("帽儿胡同", "Màor Hútong"),
        ("江南路", "Jiāngnán Lù"),
        ("东南路", "Dōngnán Lù"),
        ("中山东一路", "Zhōngshān Dōng 1 Lù"),
        ("北三环中路", "Běi 3 Huán Zhōnglù"),
        ("第一百零三巷", "Dì-103 Xiàng"),
        ("十里", "Shílǐ"),
    ],
)
def test_streets_beyond_the_examples(name: str, spelling: str) -> None:
    result = romanize(name, category="street")
    assert (result.spelling, result.confident) == (spelling, True)
