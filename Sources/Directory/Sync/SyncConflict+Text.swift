import Identity

extension SyncConflict.Kind {
    /// `kind` in JSON.
    package var name: String {
        switch self {
        case .usernameOfAnother: "username-of-another"
        case .numberOfAnother: "number-of-another"
        case .codeChanged: "code-changed"
        }
    }
}

extension SyncConflict {
    /// What can't become true as the source says it, and what to do.
    package var text: Bilingual {
        switch kind {
        case .usernameOfAnother(let name):
            Bilingual(
                "tên đăng nhập \(name) đang hoặc đã là của người khác; hãy đặt tên khác trong thư mục",
                "the user name \(name) is, or was, another's; choose another one in the directory")
        case .numberOfAnother:
            Bilingual(
                "số định danh là của người khác mà nguồn đang có ở mục khác; hãy sửa số, hoặc xóa mục thừa",
                "the number is that of somebody whom the source has in another entry; correct it, or remove the entry "
                    + "that is too many")
        case .codeChanged(let from, let to):
            Bilingual(
                "mã đổi từ \(from) sang \(to), mà quyền gắn với mã cũ; hãy trả lại mã cũ, hoặc duyệt để chuyển quyền",
                "the code has changed from \(from) to \(to), and grants hang on the old one; give it back, or approve "
                    + "that they move")
        }
    }
}

extension HeldReason {
    /// Why a person has to look at the plan: a share with the limit that it is over.
    package func text(by limits: SyncLimits) -> Bilingual {
        switch self {
        case .unitsRemoved(let count, let whole):
            limits.unitsRemoved.text(
                Bilingual("kết thúc \(count)/\(whole) đơn vị", "\(count) of \(whole) units end"), count, of: whole,
                within: limits.within)
        case .peopleRemoved(let count, let whole):
            limits.peopleRemoved.text(
                Bilingual("\(count)/\(whole) người thôi việc", "\(count) of \(whole) people leave"), count, of: whole,
                within: limits.within)
        case .unitsChanged(let count, let whole):
            limits.unitsChanged.text(
                Bilingual("thay đổi \(count)/\(whole) đơn vị", "\(count) of \(whole) units change"), count, of: whole)
        case .peopleMoved(let count, let whole):
            limits.peopleMoved.text(
                Bilingual(
                    "\(count)/\(whole) người đổi chức vụ hoặc thông tin",
                    "\(count) of \(whole) people change posts or details"), count, of: whole)
        case .isolated(let count, let whole):
            limits.isolated.text(
                Bilingual("không đọc được \(count)/\(whole) mục", "\(count) of \(whole) entries can't be read"), count,
                of: whole)
        case .topLevelUnit(let unit):
            Bilingual("kết thúc \(unit), đơn vị cấp cao nhất", "\(unit), a unit at the top, ends")
        case .renumbered(let count):
            Bilingual("\(count) số định danh đã biết thay đổi", "\(count) known numbers change")
        case .rebound(let count):
            Bilingual(
                "\(count) người có mục mới, nhận ra theo số định danh",
                "\(count) people have a new entry, and are recognised by their number")
        case .codeChanged(let unit): Bilingual("mã của \(unit) thay đổi", "the code of \(unit) changes")
        case .merged(let unit):
            Bilingual("\(unit) được nhập vào đơn vị khác, quyền chuyển theo", "\(unit) merges, and its grants move")
        case .nobodyAdministers(let unit):
            Bilingual("không còn ai quản trị \(unit)", "nobody is left who administers \(unit)")
        case .activityUnseen(let count):
            Bilingual(
                "\(count) người đã thôi việc sẽ trở lại, mà không mục nào có thuộc tính cho biết ai thôi việc: có thể bị ẩn",
                "\(count) people who had left would be back, and no entry has the attribute that says who has: it may be "
                    + "hidden")
        }
    }
}

extension Share {
    /// `120/1980 người thôi việc trong 24 giờ = 6,1 % > 5 %`. What is over the limit by a little is rounded up, so that it is seen
    /// to be; the limit isn't named where it was raised since.
    fileprivate func text(
        _ what: Bilingual, _ count: Int, of whole: Int, within span: Duration? = nil
    ) -> Bilingual {
        guard whole > 0 else { return what }
        let tenths = (count * 1000 + whole - 1) / whole
        let limit = isExceeded(by: count, of: whole) ? " > \(percent) %" : ""
        let (vietnamese, english) =
            span.map { (" trong \($0.text.vietnamese)", " within \($0.text.english)") } ?? ("", "")
        func share(_ point: String) -> String {
            "\(tenths / 10)" + (tenths % 10 == 0 ? "" : "\(point)\(tenths % 10)") + " %" + limit
        }
        return Bilingual(
            "\(what.vietnamese)\(vietnamese) = \(share(","))", "\(what.english)\(english) = \(share("."))")
    }
}

extension Duration {
    /// In the largest unit that it is whole in.
    fileprivate var text: Bilingual {
        let seconds = components.seconds
        if seconds % 3600 == 0 { return Bilingual("\(seconds / 3600) giờ", "\(seconds / 3600) h") }
        if seconds % 60 == 0 { return Bilingual("\(seconds / 60) phút", "\(seconds / 60) min") }
        return Bilingual("\(seconds) giây", "\(seconds) s")
    }
}
