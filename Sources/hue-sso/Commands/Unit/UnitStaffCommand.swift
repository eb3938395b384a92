import ArgumentParser
import Directory
import Identity
import Operations
import Permissions
import Wire

struct UnitStaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "Ai làm việc ở một đơn vị. (Who worked at a unit on a day, by which name and in which position.)",
        discussion: """
            Họ tên, tên đăng nhập, chức vụ và trạng thái là của thời điểm được hỏi. Ai giữ nhiều chức vụ thì có nhiều dòng.

            (Name, user name, position and state are those of the moment that is asked about. Who was in several posts \
            has as many lines.)
            """)

    @Argument(help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @Flag(name: .long, help: "Kể cả các đơn vị cấp dưới. (The units below it, too.)")
    var below = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let unit = try parsed(unit, .unitID) { UnitID($0) }
            let moment = try view.moment(installation.clock)
            let found = try await StaffOfUnit(installation).run(
                unit, isWhole: below, at: moment, knownAt: try view.known())
            let overview: StaffOfUnit.Overview?
            switch found {
            case .failure(let unavailable): throw CommandFailure(unavailable)
            case .success(let staff): overview = staff
            }
            guard let overview else {
                throw CommandFailure.notFound(
                    "không có đơn vị \(unit) vào thời điểm đó", english: "there is no unit \(unit) then")
            }
            if output.json { return printJSON(overview.holders.map(json)) }
            printTable(
                [
                    "HỌ TÊN (NAME)", "TÊN ĐĂNG NHẬP (USERNAME)", "CHỨC VỤ (POSITION)", "ĐƠN VỊ (UNIT)", "TỪ (FROM)",
                    "ĐẾN (UNTIL)", "CÁN BỘ (STAFF)",
                ],
                overview.holders.map { row($0, overview.names) })
        }
    }

    private func row(_ holder: StaffOfUnit.Holder, _ names: PermissionNames) -> [String] {
        let (post, period) = (holder.assignment.post, holder.assignment.period)
        return [
            holder.name ?? "-", holder.username?.text ?? "-", names.text(post.position).vietnamese,
            names.text(post.unit), HueTime.text(period.from), period.until.map(HueTime.text) ?? "-",
            holder.state?.text.both ?? "-",
        ]
    }

    private func json(_ holder: StaffOfUnit.Holder) -> JSONObject {
        var json = holder.assignment.json
        json["person"] = .string(holder.assignment.person.text)
        json["name"] = holder.name.map(JSONValue.string) ?? .null
        json["username"] = holder.username.map { .string($0.text) } ?? .null
        json["staff"] = holder.state.map { .string($0.rawValue) } ?? .null
        return json
    }
}
