"""The table of GS1 application identifiers, as data: form, flags, associations, place in a Digital Link, names.

Source: GS1 General Specifications 3.2 and 3.3, in the machine-readable wording of the GS1 Barcode Syntax Dictionary,
with the made-to-order GTIN (03) and what it brought. `schemas.identifiers.gs1.application` reads the rows.

Columns: AI or range of AIs; form (`N` digits, `X` CSET 82, `Y` CSET 39, `Z` CSET 64; `n` exactly, `..n` up to n, `[ ]`
may be missing; then the checks); flags (`F` predefined length, `D` may be an attribute in a Digital Link); needs (one
of; `+` joins what is needed together; `n` is any digit); excludes; key (`key`, or the qualifiers of the key in their
order, `/` between two orders); data title; Chinese name; English name.
"""

# The AIs that name a trade item; written once.
_ITEMS = "01,02,03,8006,8026"

ROWS = f"""
00|N18,csum,gcppos2|FD|||key|SSCC|系列货运包装箱代码|serial shipping container code
01|N14,csum,gcppos2|FD||255,37|22,10,21/235|GTIN|全球贸易项目代码|global trade item number
02|N14,csum,gcppos2|FD|37|01,03||CONTENT|物流单元内贸易项目代码|GTIN of contained trade items
03|N14,csum,gcppos2|F||01,02,37,235||MTO GTIN|定制贸易项目代码|GTIN of a made-to-order trade item
10|X..20|D|{_ITEMS}|||BATCH/LOT|批号|batch or lot number
11|N6,yymmd0|FD|{_ITEMS}|||PROD DATE|生产日期|production date
12|N6,yymmd0|FD|8020|||DUE DATE|付款截止日期|due date of payment
13|N6,yymmd0|FD|{_ITEMS}|||PACK DATE|包装日期|packaging date
15|N6,yymmd0|FD|{_ITEMS}|||BEST BEFORE or BEST BY|保质期|best before date
16|N6,yymmd0|FD|{_ITEMS}|||SELL BY|停止销售日期|sell by date
17|N6,yymmd0|FD|01,02,03,255,8006,8026|||USE BY or EXPIRY|有效期|expiration date
20|N2|FD|{_ITEMS}|||VARIANT|内部产品变体|internal product variant
21|X..20||01,03,8006|235||SERIAL|序列号|serial number
22|X..20||01|||CPV|消费产品变体|consumer product variant
235|X..28||01|||TPX|第三方受控序列号|third party controlled serialised extension
240|X..30|D|{_ITEMS}|||ADDITIONAL ID|附加产品标识|additional product identification
241|X..30|D|{_ITEMS}|||CUST. PART No.|客户方零件代码|customer part number
242|N..6|D|01,02,8006,8026|||MTO VARIANT|定制产品变体代码|made-to-order variation number
243|X..20|D|01,03|||PCN|包装组件代码|packaging component number
250|X..30|D|01+21,03+21,8006+21|||SECONDARY SERIAL|二级序列号|secondary serial number
251|X..30|D|01,03,8006|||REF. TO SOURCE|源实体参考代码|reference to source entity
253|N13,csum,gcppos1 [X..17]|D|||key|GDTI|全球文件类型标识|global document type identifier
254|X..20||414|||GLN EXTENSION COMPONENT|全球位置码扩展|GLN extension component
255|N13,csum,gcppos1 [N..12]|D||01,02,415,8006,8020,8026|key|GCN|全球优惠券代码|global coupon number
30|N..8|D|01,02|||VAR. COUNT|变量贸易项目数量|variable count of items
37|N..8|D|00+02,00+8026|||COUNT|物流单元内贸易项目数量|count of contained trade items
3900-3909|N..15|D|255,8020|390n,391n,394n,8111||AMOUNT|应付金额或优惠券金额|amount payable or coupon value
3910-3919|N3,iso4217 N..15|D|8020|391n||AMOUNT|应付金额及货币代码|amount payable with currency
3920-3929|N..15|D|01+30,01+31nn,01+32nn,01+35nn,01+36nn|392n,393n||PRICE|变量项目应付金额|price of a variable item
3930-3939|N3,iso4217 N..15|D|30,31nn,32nn,35nn,36nn|393n||PRICE|变量项目应付金额及货币|price with currency
3940-3943|N4|D|255|394n,8111||PRCNT OFF|优惠券折扣率|percentage discount of a coupon
3950-3955|N6|D|30,31nn,32nn,35nn,36nn|392n,393n,395n,8005||PRICE/UoM|计量单位单价|price per unit of measure
400|X..30|D||||ORDER NUMBER|客户订单代码|customer's purchase order number
401|X..30,gcppos1|D|||key|GINC|全球托运标识代码|global identification number for consignment
402|N17,csum,gcppos1|D|||key|GSIN|全球装运标识代码|global shipment identification number
403|X..30|D|00|||ROUTE|路径代码|routing code
410|N13,csum,gcppos1|FD||||SHIP TO LOC|交货地全球位置码|ship to GLN
411|N13,csum,gcppos1|FD||||BILL TO|受票方全球位置码|bill to GLN
412|N13,csum,gcppos1|FD||||PURCHASE FROM|供货方全球位置码|purchased from GLN
413|N13,csum,gcppos1|FD||||SHIP FOR LOC|最终目的地全球位置码|ship for GLN
414|N13,csum,gcppos1|FD|||254/7040|LOC No.|物理位置全球位置码|GLN of a physical location
415|N13,csum,gcppos1|FD|8020||8020|PAY TO|收款方全球位置码|GLN of the invoicing party
416|N13,csum,gcppos1|FD||||PROD/SERV LOC|生产或服务地全球位置码|GLN of the production or service location
417|N13,csum,gcppos1|FD|||7040|PARTY|参与方全球位置码|party GLN
420|X..20|D||421||SHIP TO POST|交货地邮政编码|ship to postal code
421|N3,iso3166 X..9|D||4307||SHIP TO POST|含国家代码的交货地邮政编码|ship to postal code with country
422|N3,iso3166|D|{_ITEMS}|426||ORIGIN|原产国|country of origin
423|N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166|D|01,02,03|426||COUNTRY - INITIAL PROCESS|\
初始加工国家|country of initial processing
424|N3,iso3166|D|01,02,03|426||COUNTRY - PROCESS|加工国家|country of processing
425|N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166|D|01,02,03|426||COUNTRY - DISASSEMBLY|\
拆分国家|country of disassembly
426|N3,iso3166|D|01,02,03|||COUNTRY - FULL PROCESS|全程加工国家|country of full process chain
427|X..3|D|01+422,02+422,03+422|||ORIGIN SUBDIVISION|原产国行政区划|country subdivision of origin
4300|X..35,pcenc|D|00|||SHIP TO COMP|收货公司名称|ship to company name
4301|X..35,pcenc|D|00|||SHIP TO NAME|收货联系人|ship to contact
4302|X..70,pcenc|D|00|||SHIP TO ADD1|收货地址第一行|ship to address line 1
4303|X..70,pcenc|D|4302|||SHIP TO ADD2|收货地址第二行|ship to address line 2
4304|X..70,pcenc|D|00|||SHIP TO SUB|收货地区县|ship to suburb
4305|X..70,pcenc|D|00|||SHIP TO LOC|收货地市镇|ship to locality
4306|X..70,pcenc|D|00|||SHIP TO REG|收货地省州|ship to region
4307|X2,iso3166alpha2|D|00|||SHIP TO COUNTRY|收货国家代码|ship to country code
4308|X..30|D|00|||SHIP TO PHONE|收货电话|ship to telephone number
4309|N10,latitude N10,longitude|D|00|||SHIP TO GEO|收货地地理坐标|ship to geo location
4310|X..35,pcenc|D|00|||RTN TO COMP|退货公司名称|return to company name
4311|X..35,pcenc|D|00|||RTN TO NAME|退货联系人|return to contact
4312|X..70,pcenc|D|00|||RTN TO ADD1|退货地址第一行|return to address line 1
4313|X..70,pcenc|D|4312|||RTN TO ADD2|退货地址第二行|return to address line 2
4314|X..70,pcenc|D|00|||RTN TO SUB|退货地区县|return to suburb
4315|X..70,pcenc|D|00|||RTN TO LOC|退货地市镇|return to locality
4316|X..70,pcenc|D|00|||RTN TO REG|退货地省州|return to region
4317|X2,iso3166alpha2|D|00|||RTN TO COUNTRY|退货国家代码|return to country code
4318|X..20|D|00|||RTN TO POST|退货邮政编码|return to postal code
4319|X..30|D|00|||RTN TO PHONE|退货电话|return to telephone number
4320|X..35,pcenc|D|00|||SRV DESCRIPTION|服务代码描述|service code description
4321|N1,yesno|D|00|||DANGEROUS GOODS|危险品标志|dangerous goods flag
4322|N1,yesno|D|00|||AUTH TO LEAVE|允许无人签收标志|authority to leave
4323|N1,yesno|D|00|||SIG REQUIRED|需要签名标志|signature required flag
4324|N6,yymmd0 N4,hhmi|D|00|||NOT BEF DEL DT|最早交货时间|not before delivery date and time
4325|N6,yymmd0 N4,hhmi|D|00|||NOT AFT DEL DT|最晚交货时间|not after delivery date and time
4326|N6,yymmdd|D|00|||REL DATE|放行日期|release date
4330|N6 [X1],hyphen|D|00|4331||MAX TEMP F.|最高温度（华氏）|maximum temperature in Fahrenheit
4331|N6 [X1],hyphen|D|00|4330||MAX TEMP C.|最高温度（摄氏）|maximum temperature in Celsius
4332|N6 [X1],hyphen|D|00|4333||MIN TEMP F.|最低温度（华氏）|minimum temperature in Fahrenheit
4333|N6 [X1],hyphen|D|00|4332||MIN TEMP C.|最低温度（摄氏）|minimum temperature in Celsius
7001|N13|D|01,02,8006,8026|||NSN|北约物资代码|NATO stock number
7002|X..30|D|01,02|||MEAT CUT|胴体肉与分割产品分类|UN/ECE meat carcasses and cuts classification
7003|N6,yymmdd N4,hhmi|D|01,02,03|||EXPIRY TIME|有效期时间|expiration date and time
7004|N..4|D|01+10,03+10|||ACTIVE POTENCY|活性值|active potency
7005|X..12|D|01,02|||CATCH AREA|捕获区域|catch area
7006|N6,yymmdd|D|01,02|||FIRST FREEZE DATE|首次冷冻日期|first freeze date
7007|N6,yymmdd [N6],yymmdd|D|01,02|||HARVEST DATE|收获日期|harvest date
7008|X..3|D|01,02|||AQUATIC SPECIES|水产种类|species for fishery purposes
7009|X..10|D|01,02|||FISHING GEAR TYPE|渔具类型|fishing gear type
7010|X..2|D|01,02,03|||PROD METHOD|生产方式|production method
7011|N6,yymmdd [N4],hhmi|D|01,02,03|||TEST BY DATE|检测截止日期|test by date
7020|X..20|D|01+416,03+416,8006+416|||REFURB LOT|翻新批号|refurbishment lot ID
7021|X..20|D|01,03,8006|||FUNC STAT|功能状态|functional status
7022|X..20|D|01+7021,03+7021,8006+7021|||REV STAT|修订状态|revision status
7023|X..30,gcppos1|D||||GIAI - ASSEMBLY|组件全球单个资产代码|GIAI of an assembly
7030-7039|N3,iso3166999 X..27|D|01,02|||PROCESSOR #|加工者批准号|approval number of a processor with country
7040|N1 X1 X1 X1,importeridx|||||UIC+EXT|唯一标识代码及扩展|unique identification code with extension
7041|X..4,packagetype||00|||UFRGT UNIT TYPE|货运单元类型|UN/CEFACT freight unit type
710|X..20|D|01|||NHRN PZN|国家医疗报销代码（德国）|healthcare reimbursement number, Germany
711|X..20|D|01|||NHRN CIP|国家医疗报销代码（法国）|healthcare reimbursement number, France
712|X..20|D|01|||NHRN CN|国家医疗报销代码（西班牙）|healthcare reimbursement number, Spain
713|X..20|D|01|||NHRN DRN|国家医疗报销代码（巴西）|healthcare reimbursement number, Brazil
714|X..20|D|01|||NHRN AIM|国家医疗报销代码（葡萄牙）|healthcare reimbursement number, Portugal
715|X..20|D|01|||NHRN NDC|国家医疗报销代码（美国）|healthcare reimbursement number, United States
716|X..20|D|01|||NHRN AIC|国家医疗报销代码（意大利）|healthcare reimbursement number, Italy
717|X..20|D|01|||NHRN SRN|国家医疗报销代码（哥斯达黎加）|healthcare reimbursement number, Costa Rica
7230-7239|X2 X..28|D|01,8004|||CERT #|认证参考|certification reference
7240|X..20|D|01,8006|03||PROTOCOL|方案标识|protocol ID
7241|N2,mediatype|D|8017,8018|||AIDC MEDIA TYPE|自动识别媒介类型|AIDC media type
7242|X..25|D|8017,8018|||VCN|版本控制代码|version control number
7250|N8,yyyymmdd|D|8018|7251||DOB|出生日期|date of birth
7251|N8,yyyymmdd N4,hhmi|D|8018|7250||DOB TIME|出生日期时间|date and time of birth
7252|N1,iso5218|D|8018|||BIO SEX|生理性别|biological sex
7253|X..40,pcenc|D|8017,8018|7256,7259||FAMILY NAME|姓|family name
7254|X..40,pcenc|D|8017,8018|7256,7259||GIVEN NAME|名|given name
7255|X..10|D|8017,8018|7256,7259||SUFFIX|姓名后缀|name suffix
7256|X..90,pcenc|D|8017,8018|||FULL NAME|全名|full name
7257|X..70,pcenc|D|8018|||PERSON ADDR|个人地址|address of a person
7258|X3,posinseqslash|D|8018+7259|||BIRTH SEQUENCE|出生次序|birth sequence
7259|X..40,pcenc|D|8018|7256||BABY|新生儿姓氏|family name of a baby
8001|N4,nonzero N5,nonzero N3,nonzero N1,winding N1|D|01|||DIMENSIONS|卷状产品尺寸|dimensions of roll products
8002|X..20|D||||CMT No.|蜂窝移动电话标识|cellular mobile telephone identifier
8003|N1,zero N13,csum,gcppos1 [X..16]|D|||key|GRAI|全球可回收资产代码|global returnable asset identifier
8004|X..30,gcppos1|D|||7040|GIAI|全球单个资产代码|global individual asset identifier
8005|N6|D|01,02|||PRICE PER UNIT|计量单位价格|price per unit of measure
8006|N14,csum,gcppos2 N4,pieceoftotal|D||01,03,37|22,10,21|ITIP|单个贸易项目组件标识|individual trade item piece
8007|X..34,iban|D|415|||IBAN|国际银行账号|international bank account number
8008|N6,yymmdd N2,hh [N2],mi [N2],ss|D|01,02,03|||PROD TIME|生产日期时间|date and time of production
8009|X..50|D|00,01,03|||OPTSEN|光学可读传感器指示|optically readable sensor indicator
8010|Y..30,gcppos1|D|||8011|CPID|组件部件标识|component or part identifier
8011|N..12,nozeroprefix||8010|||CPID SERIAL|组件部件序列号|component or part serial number
8012|X..20|D|01,03,8006|||VERSION|软件版本|software version
8013|X..25,csumalpha,gcppos1|D|||key|GMN|全球型号代码|global model number
8014|X..25,csumalpha,gcppos1,hasnondigit||01|||MUDI|高度个性化器械注册标识|device registration identifier
8017|N18,csum,gcppos1|D||8018|8019|GSRN - PROVIDER|服务提供方全球服务关系代码|service relation number, provider
8018|N18,csum,gcppos1|D||8017|8019|GSRN - RECIPIENT|服务接受方全球服务关系代码|service relation number, recipient
8019|N..10||8017,8018|||SRIN|服务关系事项代码|service relation instance number
8020|X..25||415|||REF No.|付款单参考号|payment slip reference number
8026|N14,csum,gcppos2 N4,pieceoftotal|D|37|02,03,8006||ITIP CONTENT|物流单元内贸易项目组件|contained pieces
8030|Z..90|D|00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018|||DIGSIG|数字签名|digital signature
8040|N15||01+21|||IMEI|国际移动设备识别码|international mobile equipment identity
8041|N15||01+21+8040|||IMEI2|第二国际移动设备识别码|second international mobile equipment identity
8042|N32||01+21+8040|||ESIM|嵌入式SIM标识|embedded SIM identifier
8043|N18 [N..2]||01+21+8040|||PSIM|实体SIM标识|physical SIM identifier
8110|X..70,couponcode|D||||COUPON|北美优惠券代码|coupon code of North America
8111|N4|D|255|||POINTS|优惠券忠诚积分|loyalty points of a coupon
8112|X..70,couponposoffer|D||||COUPON OFFER|北美正式优惠券代码|positive offer file coupon code of North America
8200|X..70||01|||PRODUCT URL|扩展包装网址|extended packaging URL
90|X..30|D||||INTERNAL|贸易伙伴约定信息|agreed between trading partners
91-99|X..90|D||||INTERNAL|公司内部信息|company internal information
"""

# Rows of measures: the first three digits of the AI, the unit, the number of what is measured in `MEASURED`. All are
# `N6` with flags FD; the fourth digit, 0 to 5, is the number of decimal places; one AI of each row at most.
TRADE_MEASURES = """
310 kg 0, 311 m 1, 312 m 2, 313 m 3, 314 m² 4, 315 l 5, 316 m³ 5, 320 lb 0, 321 in 1, 322 ft 1, 323 yd 1, 324 in 2,
325 ft 2, 326 yd 2, 327 in 3, 328 ft 3, 329 yd 3, 350 in² 4, 351 ft² 4, 352 yd² 4, 356 oz-t 0, 357 oz 5, 360 qt 5,
361 gal 5, 364 in³ 5, 365 ft³ 5, 366 yd³ 5
"""
LOGISTIC_MEASURES = """
330 kg 6, 331 m 1, 332 m 2, 333 m 3, 334 m² 4, 335 l 7, 336 m³ 7, 340 lb 6, 341 in 1, 342 ft 1, 343 yd 1, 344 in 2,
345 ft 2, 346 yd 2, 347 in 3, 348 ft 3, 349 yd 3, 353 in² 4, 354 ft² 4, 355 yd² 4, 362 qt 7, 363 gal 7, 367 in³ 7,
368 ft³ 7, 369 yd³ 7
"""
MEASURED = (
    ("NET WEIGHT", "净重", "net weight"),
    ("LENGTH", "长度", "length or first dimension"),
    ("WIDTH", "宽度", "width, diameter or second dimension"),
    ("HEIGHT", "高度", "height, depth or third dimension"),
    ("AREA", "面积", "area"),
    ("NET VOLUME", "净体积", "net volume"),
    ("GROSS WEIGHT", "毛重", "gross weight"),
    ("VOLUME", "体积", "gross volume"),
)
