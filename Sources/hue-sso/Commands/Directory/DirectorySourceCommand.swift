import ArgumentParser
import Directory
import Glibc
import OpenIDConnect
import Operations

struct DirectorySourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source",
        abstract: """
            Cho một client ghi đơn vị và nhân sự bằng SCIM. (Let a client be the source of units and staff by SCIM.)
            """,
        discussion: """
            Client cần scope scim.write. Các đơn vị của nó nằm dưới --unit và thuộc loại --kind; nêu --kind nhiều lần nếu \
            đơn vị lồng nhau, từ cấp trên xuống.

            (The client needs the scope scim.write. Its units stand below --unit, and are of the kind --kind; say --kind \
            several times where units stand in one another, from the top down.)
            """)

    @OptionGroup var client: ClientArgument
    @Option(name: .long, help: "Đơn vị cấp trên, ví dụ H57.05. (The unit above, such as H57.05.)")
    var unit: String
    @Option(
        name: .long, parsing: .singleValue,
        help: "Loại của các đơn vị mới, ví dụ phong. (The kind of its units, such as phong.)")
    var kind: [String]
    @Option(
        name: .long,
        help: """
            Chức vụ của người không có chức danh trong chính sách. (The position of who has no title of the policy.)
            """)
    var position = "chuyen-vien"
    @Flag(
        name: .long,
        help: """
            Nguồn được ghi số định danh của nhân sự, để nối với người mà VNeID đã biết. (The source may tell citizen numbers, \
            which join its people with those whom VNeID knows.)
            """)
    var numbers = false
    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let id = try client.parsed()
            let kinds = kind.compactMap { UnitKind($0) }
            guard let unit = UnitID(unit), kinds.count == kind.count, let position = Position(position) else {
                throw CommandFailure(
                    "đơn vị, loại hoặc chức vụ không đúng dạng", english: "unit, kind or position isn't of its form",
                    code: EX_USAGE)
            }
            let installation = try await data.installation()
            let outcome = try await SetSource(installation).run(
                client: id, unit: unit, kinds: kinds, position: position, tellsNumbers: numbers,
                .byOperator(installation))
            switch outcome {
            case .set:
                print("'\(id)' là nguồn của các đơn vị dưới \(unit). ('\(id)' is the source of units below \(unit).)")
            case .unavailable(let why): throw CommandFailure(why)
            case .unknownClient: throw client.missing
            case .scopeNeeded, .badID, .unknownUnit, .misplacedKind, .unknownPosition, .otherUnit:
                throw outcome.failure
            }
        }
    }
}

extension SetSource.Outcome {
    fileprivate var failure: CommandFailure {
        let (vietnamese, english) = texts
        return CommandFailure(vietnamese, english: english, code: EX_DATAERR)
    }

    private var texts: (String, String) {
        switch self {
        case .scopeNeeded:
            (
                "client chưa có scope scim.write: hue-sso client edit ID --scope scim.write",
                "the client hasn't the scope scim.write: hue-sso client edit ID --scope scim.write"
            )
        case .badID:
            (
                "mã client phải là chữ thường, số, '-' hoặc '_' để làm tên nguồn",
                "the client's id must be lower-case letters, digits, '-' or '_' to name a source"
            )
        case .unknownUnit: ("không có đơn vị này", "there is no such unit")
        case .misplacedKind:
            (
                "chính sách không có loại này, hoặc không cho phép dưới đơn vị này; xem unit-kinds.yaml",
                "the policy has no such kind, or doesn't allow it below this unit; see unit-kinds.yaml"
            )
        case .unknownPosition:
            (
                "chính sách không có chức vụ này; xem positions.yaml",
                "the policy has no such position; see positions.yaml"
            )
        case .otherUnit:
            (
                "client đã là nguồn của đơn vị khác; hãy đăng ký client mới",
                "the client is the source of another unit; register another client"
            )
        case .set, .unknownClient, .unavailable: ("không thực hiện được", "not possible")
        }
    }
}
