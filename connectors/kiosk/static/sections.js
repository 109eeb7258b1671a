// What the five sections hold: ways into the assistant's menus and journeys (label, words, choice), and
// topics. A topic names search words; the questions under it are looked up among what is published
// when it is opened, so they are never stale.

const zh = {
  disclosure: {
    mark: "公",
    name: "信息公开",
    about: "政策文件、财政预算、公开目录",
    start: [["按领域看公开目录", "信息公开", "menu:disclosure"]],
    topics: [
      ["公开指南和年报", "政府信息公开指南", "政府信息公开年度报告在哪里看", "政府公报在哪里看"],
      ["财政和三公经费", "财政预算决算什么时候公开", "三公经费在哪里看", "政府采购信息在哪里看"],
      ["征地和拆迁", "征地补偿安置方案公告", "拆迁批文在哪查", "房屋征收与补偿"],
      ["重大项目和招标", "重大建设项目的信息在哪里看", "中标结果公告", "公共资源交易"],
      ["食品和安全生产", "食品抽检结果", "安全生产事故", "举报奖励"],
      ["环境和空气", "在哪里可以看到空气质量", "环境影响评价", "饮用水水源水质"],
      ["学校和招生", "学区划分", "义务教育招生入学办法", "学校名录"],
      ["街道和社区", "街道部门预决算", "社区工作人员和分工", "信访接待安排"],
    ],
  },
  services: {
    mark: "办",
    name: "政务服务",
    about: "要带什么、去哪办、多久办好",
    start: [
      ["个人办事", "个人办事", "menu:person"],
      ["企业办事", "企业办事", "menu:enterprise"],
      ["家门口办", "家门口哪里能办", "nearest"],
    ],
    topics: [
      ["社保和养老金", "职工退休和养老金申领怎么办理", "养老保险关系转移", "社保断缴"],
      ["看病和医保", "医保断缴了还能报销吗", "异地就医备案怎么办理", "门诊慢特病"],
      ["户口和证件", "身份证丢了", "新生儿上户口怎么办理", "居住证怎么办理"],
      ["老人补贴和照顾", "高龄津贴能领多少", "养老院怎么选", "长期护理"],
      ["孩子上学", "小学一年级报名怎么办理", "转学怎么办理", "家庭困难学生资助"],
      ["公积金和住房", "公积金提取怎么办理", "公租房申请怎么办理", "租房补贴"],
      ["工作和失业", "失业保险金怎么办理", "职业培训补贴", "单位不给交社保"],
      ["开店和办照", "个体户登记怎么办理", "食品经营许可怎么办理", "夜市摆摊要营业执照吗"],
      ["低保和残疾补贴", "低保申请怎么办理", "临时救助怎么办理", "残疾人补贴怎么办理"],
      ["结婚和生育", "结婚登记怎么办理", "生育津贴怎么办理", "育儿补贴去哪里申请"],
      ["房产证和过户", "二手房过户怎么办理", "不动产权证书遗失补发怎么办理", "父母去世房子过户"],
      ["开车和上牌", "驾驶证换证怎么办理", "电动自行车上牌怎么办理", "二手车过户怎么办理"],
    ],
  },
  data: {
    mark: "数",
    name: "数据开放",
    about: "人口、经济、财政、环境的数字",
    start: [["按领域看数据", "数据开放", "menu:data"]],
    topics: [
      ["人口和经济", "人口、GDP、行业数据在哪里", "统计公报"],
      ["财政收支", "月度财政收支", "一般公共预算", "社会保险基金收支"],
      ["空气和水", "在哪里可以看到空气质量", "饮用水水源水质"],
      ["执法和安全", "执法数据年报", "食品抽检结果", "安全生产事故"],
      ["学校和医院", "学校名录", "定点医疗机构和药店名单", "医疗机构名录"],
      ["住房和土地", "保障性住房分配", "土地征收公告", "公租房轮候"],
    ],
  },
  application: {
    mark: "申",
    name: "依申请公开",
    about: "没公开的，可以申请",
    start: [
      ["我要申请公开", "我要申请信息公开", "apply_disclosure"],
      ["查我的申请", "查询申请进度", "app_status"],
    ],
    topics: [
      ["怎么申请", "政府信息公开申请怎么办理", "申请政府信息公开要写什么"],
      ["多久答复", "依申请公开多久答复", "依申请公开答复延期最多延多久"],
      ["要不要钱", "依申请公开收费吗", "信息处理费按件怎么收"],
      ["哪些不能公开", "哪些政府信息不予公开", "答复说信息不存在怎么办"],
      ["对答复不满意", "对信息公开答复不服怎么办", "对政府信息公开的答复不满意怎么办"],
      ["在哪里申请", "在哪里办理政府信息公开申请", "政府信息公开申请可以网上办吗"],
    ],
  },
  interaction: {
    mark: "谈",
    name: "互动交流",
    about: "留言、投诉、找人工、评价",
    start: [
      ["我要留言", "我要留言", "leave_message"],
      ["转人工", "转人工", "human"],
    ],
    topics: [
      ["12345 热线", "12345能办什么，怎么打", "12345工单办到哪了怎么查"],
      ["投诉和举报", "消费投诉商家不退钱", "举报违法有奖励吗", "拖欠工资投诉怎么办理"],
      ["噪音、油烟、漏水", "邻居吵闹找谁管", "饭店油烟扰民找谁管", "楼上漏水怎么办"],
      ["物业和停车", "物业不作为找谁投诉", "车位、停车乱占找谁管", "电梯老坏找谁"],
      ["信访", "信访怎么走，多久有答复", "信访接待安排"],
      ["服务态度", "工作人员态度差怎么投诉", "区政务服务中心几点上班", "政务服务中心的电话"],
    ],
  },
};

const en = {
  disclosure: {
    mark: "公",
    name: "Public information",
    about: "Policies, budgets, disclosure catalogs",
    start: [["Catalogs by field", "Public information", "menu:disclosure"]],
    topics: [
      ["Disclosure guide and report", "annual report on information disclosure", "information disclosure"],
      ["Budget and spending", "budget", "spending on travel, cars and receptions"],
      ["Policies in force", "policy", "subsidy policy"],
      ["Withheld information", "Which government information is not disclosed"],
    ],
  },
  services: {
    mark: "办",
    name: "Services",
    about: "What to bring, where to go, how long",
    start: [
      ["For people", "For people", "menu:person"],
      ["For enterprises", "For enterprises", "menu:enterprise"],
      ["Near me", "Where near me", "nearest"],
    ],
    topics: [
      ["Residence permit", "residence permit renewal", "residence permit documents"],
      ["Social insurance", "social insurance", "pension"],
      ["Medical care", "medical insurance", "hospital reimbursement"],
      ["Work", "work permit", "unemployment insurance"],
      ["School", "primary school enrolment", "student transfer"],
      ["Housing", "public rental housing", "housing provident fund"],
      ["Business", "business licence", "tax"],
      ["Marriage and children", "marriage registration", "birth registration"],
    ],
  },
  data: {
    mark: "数",
    name: "Open data",
    about: "Population, economy, budget, environment",
    start: [["Data by field", "Open data", "menu:data"]],
    topics: [
      ["Population and economy", "population GDP statistics"],
      ["Budget figures", "budget figures"],
      ["Air and water", "air quality"],
    ],
  },
  application: {
    mark: "申",
    name: "Request information",
    about: "What is not published can be requested",
    start: [
      ["Request information", "I want to request government information", "apply_disclosure"],
      ["My request", "Status of my request", "app_status"],
    ],
    topics: [
      ["How to request", "request government information"],
      ["How long it takes", "How long does a reply to a request take"],
      ["Fees", "fee for requesting information"],
    ],
  },
  interaction: {
    mark: "谈",
    name: "Talk to us",
    about: "Messages, complaints, a person",
    start: [
      ["Leave a message", "I want to leave a message", "leave_message"],
      ["Talk to a person", "Talk to a person", "human"],
    ],
    topics: [
      ["The 12345 hotline", "What can 12345 do for me"],
      ["Complaints", "complaint", "unpaid wages"],
      ["Opening hours", "opening hours of the service centre", "phone number of the service centre"],
    ],
  },
};

export const SECTIONS = { zh, en };

export const ORDER = ["disclosure", "services", "data", "application", "interaction"];

// The two doors that open more than one section.
export const DOORS = { see: ["disclosure", "data"], do: ["services", "application"] };
