import Permissions

extension PolicyFileError.Fault {
    /// What is wrong and what to do. The words of the YAML parser, which are English, stand in the English half alone.
    package var advice: LocalizedName {
        switch self {
        case .tooLarge:
            LocalizedName(
                vietnamese: "tệp lớn hơn \(PolicyFile.maximumBytes) byte; hãy rút gọn",
                english: "the file is larger than \(PolicyFile.maximumBytes) bytes; shorten it")
        case .notYAML(let words):
            LocalizedName(
                vietnamese: "sai cú pháp YAML tại đây; hãy kiểm tra thụt lề, dấu ngoặc và dấu nháy",
                english: "this is not YAML: \(words); look at the indentation, the brackets and the quotes here")
        case .repeatedKeys(let keys):
            LocalizedName(
                vietnamese: "khóa \(keys.joined(separator: ", ")) được ghi nhiều lần ở đây; hãy chỉ giữ một",
                english: "the key \(keys.joined(separator: ", ")) stands here more than once; keep one")
        case .alias:
            LocalizedName(
                vietnamese: "chính sách không dùng neo & và bí danh *; hãy viết đầy đủ giá trị",
                english: "anchors & and aliases * are not used in policies; write the value out")
        case .expected(let shape): shape.advice
        case .missing(let key):
            LocalizedName(
                vietnamese: "thiếu \"\(key)\" ở đây; hãy bổ sung",
                english: "\"\(key)\" is missing here; add it")
        case .missingOneOf(let keys):
            LocalizedName(
                vietnamese: "ở đây phải có một trong các khóa \(keys.joined(separator: ", ")); hãy bổ sung",
                english: "one of \(keys.joined(separator: ", ")) is missing here; add it")
        case .unknownKey(let key, let known):
            LocalizedName(
                vietnamese: "\"\(key)\" không có nghĩa ở đây; chỉ dùng được \(known.joined(separator: ", "))",
                english: "\"\(key)\" means nothing here; known are \(known.joined(separator: ", "))")
        case .notOneOf(let value, let known):
            LocalizedName(
                vietnamese: "\"\(value)\" phải là một trong các giá trị \(known.joined(separator: ", "))",
                english: "\"\(value)\" has to be one of \(known.joined(separator: ", "))")
        case .badName(let name):
            LocalizedName(
                vietnamese:
                    "\"\(name)\" không phải là tên hợp lệ; hãy dùng chữ thường không dấu, chữ số, - và _, bắt đầu bằng "
                    + "chữ cái; mã đơn vị viết như H57.05",
                english:
                    "\"\(name)\" is not a name of its kind; use lower-case letters without marks, digits, - and _, "
                    + "with a letter first; a unit's id is like H57.05")
        case .fileNameIsNotPlatform(let platform):
            LocalizedName(
                vietnamese: "tệp của nền tảng này phải có tên \(platform).yaml; hãy đổi tên tệp hoặc sửa platform",
                english: "the file of this platform has to be called \(platform).yaml; rename it or correct platform")
        case .tooDeep:
            LocalizedName(
                vietnamese:
                    "chức năng lồng nhau quá sâu ở đây; tối đa \(FunctionID.maximumDepth) cấp, kể cả nền tảng; "
                    + "hãy bỏ bớt cấp",
                english:
                    "functions are nested too deeply here; at most \(FunctionID.maximumDepth) levels, platform included; "
                    + "take some out")
        case .policy(let fault): fault.advice
        case .unknownPerson(let name):
            LocalizedName(
                vietnamese: "không có ai tên \"\(name)\" ở đây; hãy sửa tên hoặc thêm vào people",
                english: "nobody is called \"\(name)\" here; correct the name or add them to people")
        case .unknownUnit(let unit):
            LocalizedName(
                vietnamese: "không có đơn vị \(unit) ở đây; hãy sửa mã hoặc thêm vào units",
                english: "there is no unit \(unit) here; correct the id or add it to units")
        case .nobodyHolds(let post):
            LocalizedName(
                vietnamese:
                    "không ai giữ chức vụ \(post.position) tại \(post.unit) ở đây; hãy sửa chức vụ hoặc đơn vị, "
                    + "hoặc thêm người vào people",
                english:
                    "nobody is \(post.position) at \(post.unit) here; correct the position or the unit, or add somebody "
                    + "to people")
        case .unknownPosition(let position):
            LocalizedName(
                vietnamese: "không có chức vụ \(position); hãy sửa tên hoặc thêm vào positions.yaml",
                english: "there is no position \(position); correct the name or add it to positions.yaml")
        case .groupOfFunctions(let id):
            LocalizedName(
                vietnamese: "\(id) là nhóm chức năng; hãy hỏi về một chức năng trong nhóm",
                english: "\(id) is a group of functions; ask about one of its parts")
        case .unitTwice(let unit):
            LocalizedName(
                vietnamese: "đơn vị \(unit) được ghi hai lần ở đây; hãy bỏ một hoặc sửa mã",
                english: "the unit \(unit) is here twice; remove one or correct its id")
        case .noTree(let error): error.text
        }
    }
}

extension PolicyFileError.Shape {
    fileprivate var advice: LocalizedName {
        switch self {
        case .mapping:
            LocalizedName(
                vietnamese: "ở đây phải là các cặp khóa và giá trị; hãy viết dạng khóa: giá trị",
                english: "pairs of a key and a value have to stand here; write key: value")
        case .sequence:
            LocalizedName(
                vietnamese: "ở đây phải là một danh sách; hãy viết [a, b], hoặc mỗi mục một dòng bắt đầu bằng -",
                english: "a list has to stand here; write [a, b], or a line for each item that begins with -")
        case .text:
            LocalizedName(
                vietnamese: "ở đây phải là một đoạn chữ; hãy viết, không để trống",
                english: "a text has to stand here; write one that is not empty")
        case .wholeNumber:
            LocalizedName(
                vietnamese: "ở đây phải là một số nguyên; hãy viết bằng chữ số, ví dụ 15",
                english: "a whole number has to stand here; write it in digits, such as 15")
        case .boolean:
            LocalizedName(
                vietnamese: "ở đây phải là true hoặc false; hãy viết một trong hai",
                english: "true or false has to stand here; write one of them")
        }
    }
}
