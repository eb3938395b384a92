import ArgumentParser
import Operations

struct AccountReplaceNumber: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replace-number",
        abstract: "Ghi số định danh mới do nhà nước cấp thay. (Move somebody to the number that replaces theirs.)",
        discussion: """
            Số cũ không còn tìm ra ai, nhưng vẫn được lưu cùng ngày kết thúc. Nếu đã có người đăng nhập bằng số mới thì hai \
            người được gộp làm một, với các điều kiện của account link.

            (The old number finds nobody any more; it stays on record with its end. Whoever signed in by the new number \
            already is joined with the person, under the conditions of account link.)
            """)

    @Argument(help: "Tên đăng nhập hoặc số định danh cũ. (The user name, or the old twelve digits.)")
    var person: String

    @Argument(help: "Số định danh mới, 12 chữ số. (The new twelve digits.)")
    var number: String

    @OptionGroup var birthdates: BirthdateOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            guard let known = try await FindPerson(installation).run(person) else {
                throw CommandFailure.noAccount(person)
            }
            let number = try citizenNumber(number)
            try confirmation.confirm(
                "'\(known.name ?? known.auditName)' sẽ được nhận ra bằng số mới, không bằng số cũ nữa.",
                english: "'\(known.name ?? known.auditName)' is known by the new number then, and not by the old one.")
            let outcome = try await ReplaceCitizenNumber(installation).run(
                of: known, by: number, acceptsDifferentBirthdates: birthdates.areChecked, .byOperator(installation))
            switch outcome {
            case .replaced: print("Đã ghi số mới. (The number is replaced.)")
            case .hasNoNumber:
                throw CommandFailure.badData(
                    "người này chưa có số định danh; dùng account link",
                    english: "the person has no number yet; use account link")
            case .refused(let refusal): throw try await installation.failure(refusal)
            }
        }
    }
}
