/// The page on which the person sees who asks for what, and agrees or refuses.
struct ConsentPage: Sendable {
    struct Item: Sendable {
        let vietnamese: String
        let english: String
        let value: String
    }

    let transaction: String
    let clientName: String
    let items: [Item]
    let isChild: Bool

    init(transaction: String, clientName: String, persona: Persona) {
        self.transaction = transaction
        self.clientName = clientName
        isChild = persona.kind == .child
        var items: [Item] = []
        switch persona.kind {
        case .citizen, .child, .foreigner, .staff:
            items.append(
                Item(vietnamese: "Số định danh", english: "Identity number", value: persona.username))
        case .organisation(let taxCode):
            items.append(Item(vietnamese: "Mã số thuế", english: "Tax code", value: taxCode))
        case .representative(let taxCode), .member(let taxCode):
            items.append(
                Item(vietnamese: "Số định danh", english: "Identity number", value: persona.username))
            items.append(
                Item(
                    vietnamese: "Mã số thuế của tổ chức", english: "The organisation's tax code",
                    value: taxCode))
        }
        items.append(Item(vietnamese: "Họ và tên", english: "Full name", value: persona.name))
        if let birthDate = persona.birthDate {
            items.append(
                Item(vietnamese: "Ngày sinh", english: "Date of birth", value: Self.dayFirst(birthDate)))
        }
        items.append(
            Item(
                vietnamese: "Mức độ định danh", english: "Identity level",
                value: String(persona.level.rawValue)))
        self.items = items
    }

    /// `20180601` as Vietnamese people write it: 01/06/2018.
    private static func dayFirst(_ date: String) -> String {
        "\(date.dropFirst(6))/\(date.dropFirst(4).prefix(2))/\(date.prefix(4))"
    }
}
