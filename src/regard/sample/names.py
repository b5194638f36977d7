"""Names as they are given in the three places, each with how it is written in Latin letters."""

THAI_MEN = (
    ("สมชาย", "somchai"), ("ณัฐพล", "nattapon"), ("กิตติ", "kitti"), ("ธนกร", "thanakorn"), ("วีระ", "weera"),
    ("อนุชา", "anucha"), ("ปกรณ์", "pakorn"), ("ชัยวัฒน์", "chaiwat"), ("พงศกร", "pongsakorn"), ("ศุภชัย", "supachai"),
    ("ภูมิ", "phum"), ("อาทิตย์", "artit"), ("ธีรภัทร", "teerapat"), ("เอกชัย", "ekachai"), ("นพดล", "noppadol"),
    ("สุรชัย", "surachai"), ("วรวิทย์", "worawit"), ("จักรกฤษณ์", "jakkrit"),
)  # fmt: skip
THAI_WOMEN = (
    ("สุดา", "suda"), ("พิมพ์ชนก", "pimchanok"), ("กนกวรรณ", "kanokwan"), ("อรทัย", "orathai"), ("วราภรณ์", "waraporn"),
    ("ณัฐธิดา", "natthida"), ("มาลี", "malee"), ("ปวีณา", "paweena"), ("ศิริพร", "siriporn"), ("จิราภรณ์", "jiraporn"),
    ("สุภาวดี", "supawadee"), ("ธัญญา", "thanya"), ("รัตนา", "rattana"), ("เบญจมาศ", "benjamas"), ("นันทิดา", "nantida"),
    ("ชลธิชา", "chonticha"), ("อัญชลี", "anchalee"), ("กมลชนก", "kamonchanok"),
)  # fmt: skip
THAI_FAMILIES = (
    ("ใจดี", "jaidee"), ("วงศ์คำ", "wongkham"), ("สุขสวัสดิ์", "suksawat"), ("แก้วมณี", "kaewmanee"), ("อินต๊ะ", "inta"),
    ("ปัญญา", "panya"), ("ไชยวงค์", "chaiwong"), ("ศรีสุวรรณ", "srisuwan"), ("บุญเรือง", "boonrueang"),
    ("คำปัน", "khampan"), ("ทองดี", "thongdee"), ("มหาวัน", "mahawan"), ("เรือนแก้ว", "rueankaew"),
    ("จันทร์ทิพย์", "chanthip"), ("สายใจ", "saijai"), ("ธรรมวงศ์", "thammawong"), ("พรหมมา", "promma"),
    ("กันทะวงค์", "kantawong"), ("ตาคำ", "takham"), ("ยอดแก้ว", "yodkaew"), ("วิชัย", "wichai"), ("นันตา", "nanta"),
)  # fmt: skip
CHINESE_FAMILIES = (
    ("林", "lin"), ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"),
    ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"), ("胡", "hu"), ("朱", "zhu"),
    ("高", "gao"), ("何", "he"), ("郭", "guo"), ("罗", "luo"), ("郑", "zheng"), ("梁", "liang"), ("谢", "xie"),
    ("唐", "tang"), ("曾", "zeng"), ("冯", "feng"),
)  # fmt: skip
CHINESE_MEN = (
    ("伟", "wei"), ("强", "qiang"), ("建国", "jianguo"), ("浩然", "haoran"), ("志远", "zhiyuan"), ("俊杰", "junjie"),
    ("子轩", "zixuan"), ("明", "ming"), ("鹏飞", "pengfei"), ("文博", "wenbo"), ("宇航", "yuhang"), ("国栋", "guodong"),
    ("天佑", "tianyou"), ("凯", "kai"), ("立新", "lixin"), ("嘉豪", "jiahao"),
)  # fmt: skip
CHINESE_WOMEN = (
    ("晓雯", "xiaowen"), ("丽", "li"), ("婷婷", "tingting"), ("雪梅", "xuemei"), ("思琪", "siqi"), ("雨桐", "yutong"),
    ("静", "jing"), ("欣怡", "xinyi"), ("佳慧", "jiahui"), ("玉兰", "yulan"), ("梦瑶", "mengyao"), ("诗涵", "shihan"),
    ("敏", "min"), ("春燕", "chunyan"), ("若曦", "ruoxi"), ("晶", "jing"),
)  # fmt: skip
ENGLISH_MEN = (
    "James", "Daniel", "Oliver", "Mohammed", "Thomas", "Jack", "Callum", "Ben", "Ryan", "Harry", "Adam", "Joe", "Liam",
    "Imran", "Patrick", "Stephen", "Lewis", "Connor",
)  # fmt: skip
ENGLISH_WOMEN = (
    "Emma", "Charlotte", "Sophie", "Hannah", "Megan", "Zara", "Lucy", "Rebecca", "Amina", "Katie", "Grace", "Holly",
    "Chloe", "Fatima", "Joanne", "Alison", "Bethany", "Ruth",
)  # fmt: skip
ENGLISH_FAMILIES = (
    "Taylor", "Hughes", "Wilkinson", "Sykes", "Hussain", "Barraclough", "Murphy", "Clarke", "Thackray", "Patel",
    "Robinson", "Firth", "Ellis", "Holroyd", "Khan", "Whitaker", "Dawson", "Metcalfe", "Greenwood", "Booth", "Akhtar",
    "Ramsden", "Shaw", "Lister",
)  # fmt: skip
