import Directory
import Identity
import Permissions
import Wire

extension PolicyFileError.Fault {
    /// What is wrong and what to do. The words of the YAML parser, which are English, are in the English half alone.
    package var advice: Bilingual {
        switch self {
        case .tooLarge: Advice.tooLarge
        case .notYAML(let words): Advice.notYAML(words)
        case .repeatedKeys(let keys): Advice.repeatedKeys(keys)
        case .alias: Advice.alias
        case .expected(let shape): shape.advice
        case .missing(let key): Advice.missing(key)
        case .missingOneOf(let keys): Advice.missingOneOf(keys)
        case .unknownKey(let key, let known): Advice.unknownKey(key, known)
        case .notOneOf(let value, let known): Advice.notOneOf(value, known)
        case .badName(let name): Advice.badName(name)
        case .fileNameIsNotPlatform(let platform): Advice.fileNameIsNotPlatform(platform)
        case .tooDeep: Advice.tooDeep
        case .policy(let fault): fault.advice
        case .unknownPerson(let name): Advice.unknownPerson(name)
        case .unknownUnit(let unit): Advice.unknownUnit(unit)
        case .nobodyHolds(let post): Advice.nobodyHolds(post)
        case .unknownPosition(let position): Advice.unknownPosition(position)
        case .groupOfFunctions(let id): Advice.groupOfFunctions(id)
        case .unitTwice(let unit): Advice.unitTwice(unit)
        case .noTree(let error): error.text
        case .badValue(let value, let form): form.advice(value)
        case .directory(let fault): fault.advice
        }
    }
}

/// The sentences, by what they are about.
private enum Advice {}

/// A file as a whole, and its YAML.
extension Advice {
    static let tooLarge = Bilingual(
        "tệp lớn hơn \(PolicyFile.maximumBytes) byte; hãy rút gọn",
        "the file is larger than \(PolicyFile.maximumBytes) bytes; shorten it")

    static func notYAML(_ words: String) -> Bilingual {
        Bilingual(
            "sai cú pháp YAML tại đây; hãy kiểm tra thụt lề, dấu ngoặc và dấu nháy",
            "this is not YAML: \(words); look at the indentation, the brackets and the quotes here")
    }

    static func repeatedKeys(_ keys: [String]) -> Bilingual {
        Bilingual(
            "khóa \(keys.joined(separator: ", ")) được ghi nhiều lần ở đây; hãy chỉ giữ một",
            "the key \(keys.joined(separator: ", ")) is repeated here; keep one")
    }

    static let alias = Bilingual(
        "chính sách không dùng neo & và bí danh *; hãy viết đầy đủ giá trị",
        "anchors & and aliases * are not used in policies; write the value out")

    static func fileNameIsNotPlatform(_ platform: String) -> Bilingual {
        Bilingual(
            "tệp của nền tảng này phải có tên \(platform).yaml; hãy đổi tên tệp hoặc sửa platform",
            "the file of this platform has to be called \(platform).yaml; rename it or correct platform")
    }
}

/// Keys and values.
extension Advice {
    static func missing(_ key: String) -> Bilingual {
        Bilingual(
            "thiếu \"\(key)\" ở đây; hãy bổ sung",
            "\"\(key)\" is missing here; add it")
    }

    static func missingOneOf(_ keys: [String]) -> Bilingual {
        Bilingual(
            "ở đây phải có một trong các khóa \(keys.joined(separator: ", ")); hãy bổ sung",
            "one of \(keys.joined(separator: ", ")) is missing here; add it")
    }

    static func unknownKey(_ key: String, _ known: [String]) -> Bilingual {
        Bilingual(
            "\"\(key)\" không có nghĩa ở đây; chỉ dùng được \(known.joined(separator: ", "))",
            "\"\(key)\" means nothing here; known are \(known.joined(separator: ", "))")
    }

    static func notOneOf(_ value: String, _ known: [String]) -> Bilingual {
        Bilingual(
            "\"\(value)\" phải là một trong các giá trị \(known.joined(separator: ", "))",
            "\"\(value)\" has to be one of \(known.joined(separator: ", "))")
    }

    static func badName(_ name: String) -> Bilingual {
        Bilingual(
            "\"\(name)\" không phải là tên hợp lệ; hãy dùng chữ thường không dấu, chữ số, - và _, bắt đầu bằng "
                + "chữ cái; mã đơn vị viết như H57.05",
            "\"\(name)\" is not a name of its kind; use lower-case letters without marks, digits, - and _, "
                + "with a letter first; a unit's id is like H57.05")
    }

    static let tooDeep = Bilingual(
        "chức năng lồng nhau quá sâu ở đây; tối đa \(FunctionID.maximumDepth) cấp, kể cả nền tảng; "
            + "hãy bỏ bớt cấp",
        "functions are nested too deeply here; at most \(FunctionID.maximumDepth) levels, platform included; "
            + "take some out")
}

/// The city of a file of test cases.
extension Advice {
    static func unknownPerson(_ name: String) -> Bilingual {
        Bilingual(
            "không có ai tên \"\(name)\" ở đây; hãy sửa tên hoặc thêm vào people",
            "nobody is called \"\(name)\" here; correct the name or add them to people")
    }

    static func unknownUnit(_ unit: UnitID) -> Bilingual {
        Bilingual(
            "không có đơn vị \(unit) ở đây; hãy sửa mã hoặc thêm vào units",
            "there is no unit \(unit) here; correct the id or add it to units")
    }

    static func nobodyHolds(_ post: Post) -> Bilingual {
        Bilingual(
            "không ai giữ chức vụ \(post.position) tại \(post.unit) ở đây; hãy sửa chức vụ hoặc đơn vị, "
                + "hoặc thêm người vào people",
            "nobody is \(post.position) at \(post.unit) here; correct the position or the unit, or add a "
                + "person to people")
    }

    static func unknownPosition(_ position: Position) -> Bilingual {
        Bilingual(
            "không có chức vụ \(position); hãy sửa tên hoặc thêm vào positions.yaml",
            "there is no position \(position); correct the name or add it to positions.yaml")
    }

    static func groupOfFunctions(_ id: FunctionID) -> Bilingual {
        Bilingual(
            "\(id) là nhóm chức năng; hãy hỏi về một chức năng trong nhóm",
            "\(id) is a group of functions; ask about one of its parts")
    }

    static func unitTwice(_ unit: UnitID) -> Bilingual {
        Bilingual(
            "đơn vị \(unit) được ghi hai lần ở đây; hãy bỏ một hoặc sửa mã",
            "the unit \(unit) is here twice; remove one or correct its id")
    }
}

extension PolicyFileError.Shape {
    fileprivate var advice: Bilingual {
        switch self {
        case .mapping:
            Bilingual(
                "ở đây phải là các cặp khóa và giá trị; hãy viết dạng khóa: giá trị",
                "pairs of a key and a value are needed here; write key: value")
        case .sequence:
            Bilingual(
                "ở đây phải là một danh sách; hãy viết [a, b], hoặc mỗi mục một dòng bắt đầu bằng -",
                "a list is needed here; write [a, b], or a line for each item that begins with -")
        case .text:
            Bilingual(
                "ở đây phải là một đoạn chữ; hãy viết, không để trống",
                "a text is needed here; write one that is not empty")
        case .line:
            Bilingual(
                "tên \(PlainLine.rule.vietnamese); hãy viết lại", "a name \(PlainLine.rule.english); write it anew")
        case .wholeNumber:
            Bilingual(
                "ở đây phải là một số nguyên; hãy viết bằng chữ số, ví dụ 15",
                "a whole number is needed here; write it in digits, such as 15")
        case .boolean:
            Bilingual(
                "ở đây phải là true hoặc false; hãy viết một trong hai",
                "true or false is needed here; write one of them")
        }
    }
}
