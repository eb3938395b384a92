import Directory
import TestSupport
import Testing

/// What a server tells of, and what it doesn't.
struct SourceTreeTests {
    private static let city: [SourceEntry] = [
        .unit(1, "ou=city", "H57"), .unit(2, "ou=so,ou=city", "H57.01"),
        .unit(3, "ou=phong,ou=so,ou=city", "H57.01.01"),
        .person(10, "uid=mot,ou=phong,ou=so,ou=city"),
    ]

    private static func tree(_ entries: [SourceEntry] = city) -> SourceTree {
        var tree = SourceTree(.city())
        tree.replaceAll(with: entries)
        return tree
    }

    @Test func `a unit that is renamed or moved takes along what is below it, and is read again`() {
        var tree = Self.tree()
        tree.apply(.unit(3, "ou=Phòng Mới,ou=city", "H57.01.01"))
        #expect(tree.name(of: 10)?.text == "uid=mot,ou=Phòng Mới,ou=city,dc=hue")
        #expect(tree.unread == ["ou=Phòng Mới,ou=city,dc=hue"])
        tree.apply(.unit(2, "ou=so-2,ou=city", "H57.01"))
        #expect(tree.unread.count == 2)
    }

    @Test func `entries may come in any order`() {
        #expect(Self.tree() == Self.tree(Self.city.reversed()))
        #expect(Self.tree().unread == [])
    }

    @Test func `a person who changes makes nobody read again`() {
        var tree = Self.tree()
        tree.apply(.person(10, "uid=mot,ou=so,ou=city"))
        tree.apply(.person(11, "uid=hai,ou=so,ou=city"))
        #expect(tree.unread == [] && tree.count == 5)
    }

    @Test func `a unit that moves out of sight leaves what was below it to be read again`() {
        var tree = Self.tree()
        tree.remove(2)
        #expect(tree.unread == ["ou=so,ou=city,dc=hue"] && tree.count == 3)
        tree.replaceSubtree(at: "ou=so,ou=city,dc=hue", with: [])
        #expect(tree.unread == [] && tree.count == 1)
    }

    @Test func `a unit that moves in is read again, and brings what is below it`() {
        var tree = Self.tree([Self.city[0]])
        tree.apply(Self.city[1])
        #expect(tree.unread == ["ou=so,ou=city,dc=hue"])
        tree.replaceSubtree(at: "OU=So,OU=city,DC=hue", with: Self.city[1...])
        #expect(tree == Self.tree() && tree.unread == [])
    }

    @Test func `the topmost of what has to be read again is enough`() {
        var tree = Self.tree()
        tree.apply(.unit(3, "ou=p,ou=so,ou=city", "H57.01.01"))
        tree.apply(.unit(2, "ou=s,ou=city", "H57.01"))
        #expect(tree.unread == ["ou=s,ou=city,dc=hue"])
    }

    @Test func `two units may change places, in either order`() {
        let moved: [SourceEntry] = [
            .unit(2, "ou=so,ou=phong,ou=city", "H57.01"), .unit(3, "ou=phong,ou=city", "H57.01.01"),
            .person(10, "uid=mot,ou=phong,ou=city"),
        ]
        for changes in [Array(moved[..<2]), moved[..<2].reversed()] {
            var tree = Self.tree()
            for entry in changes { tree.apply(entry) }
            #expect(tree == Self.tree([Self.city[0]] + moved))
        }
    }

    @Test func `who is deleted and made again under one name is another entry`() {
        var tree = Self.tree()
        tree.apply(.person(20, "uid=mot,ou=phong,ou=so,ou=city"))
        tree.remove(10)
        #expect(tree.name(of: 20)?.text == "uid=mot,ou=phong,ou=so,ou=city,dc=hue" && tree.name(of: 10) == nil)
        #expect(tree.count == 4)
    }

    @Test func `what a present phase doesn't name is gone`() {
        var tree = Self.tree()
        tree.retain([1, 2])
        #expect(tree == Self.tree(Array(Self.city[..<2])) && tree.unread == [])
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `told change by change, a tree is the same as read at once`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var directory = RandomDirectory()
        var tree = SourceTree(.city())
        var pages: [Int: String] = [:]
        for step in 0..<400 {
            for event in directory.change(&generator) {
                switch event {
                case .put(let entry): tree.apply(entry)
                case .gone(let key): tree.remove(key)
                }
            }
            if step % 20 == 0 {
                var whole = SourceTree(.city())
                whole.replaceAll(with: directory.entries.shuffled(using: &generator))
                #expect(tree == whole, "seed \(seed), step \(step)")
                // And so it is when it was kept, page by page as they changed.
                for number in tree.takeUnkept().numbers(of: tree) { pages[number] = tree.page(number) }
                var binder = SourceTree.Binder(.city())
                for number in pages.keys.sorted() { binder.add(pages[number]!) }
                let bound = binder.bound()
                var kept = try #require(bound)
                let news = kept.takeNews()
                #expect(kept == whole && news.isEmpty, "seed \(seed), step \(step)")
                if step % 40 == 0 { tree = kept }
            }
        }
        #expect(directory.entries.count > 5)
    }

    @Test func `pages that don't hang together are no tree`() throws {
        let whole = Self.tree()
        let page = whole.page(0)
        for text in ["", "x", String(page.dropLast()), page + page, page.replacing("k", with: "?", maxReplacements: 1)]
        {
            var binder = SourceTree.Binder(.city())
            binder.add(text)
            let bound = binder.bound()
            #expect(bound == nil, "\(text)")
        }
    }

    @Test func `whatever decides what stands in a page is part of its form`() {
        let form = SourceTree.form(of: .city())
        #expect(form == SourceTree.form(of: .city()))
        #expect(form != SourceTree.form(of: .city { $0.mail = "mailLocalAddress" }))
        #expect(
            form
                != SourceTree.form(
                    of: .city { $0.groups = [GroupRule(dn: "cn=a,dc=hue", position: "giam-doc", place: .dn)] }))
    }

    @Test func `news of a person is of nobody else, and news of what stands above of everybody`() {
        var tree = Self.tree()
        var news = tree.takeNews()
        #expect(news.isReshaped)
        tree.apply(Self.city[3])
        news = tree.takeNews()
        #expect(news.isEmpty)
        tree.apply(.person(10, "uid=mot,ou=phong,ou=so,ou=city", title: "Giám đốc"))
        tree.apply(.person(11, "uid=hai,ou=so,ou=city"))
        news = tree.takeNews()
        #expect(news.people == [10, 11] && !news.isReshaped && !news.hasUnits)
        tree.apply(.unit(3, "ou=phong,ou=so,ou=city", "H57.01.01", name: "Tên khác"))
        news = tree.takeNews()
        #expect(news.hasUnits && !news.isReshaped)
        let reshaping: [SourceEntry] = [
            .unit(3, "ou=phong,ou=so,ou=city", "H57.01.02"), .unit(3, "ou=phong,ou=city", "H57.01.02"),
            .unit(4, "ou=moi,ou=city", "H57.04"),
        ]
        for entry in reshaping {
            tree.apply(entry)
            news = tree.takeNews()
            #expect(news.isReshaped)
        }
        tree.remove(11)
        news = tree.takeNews()
        #expect(news.people == [11])
        tree.remove(4)
        news = tree.takeNews()
        #expect(news.isReshaped)
    }
}

/// A directory that changes at random, and tells of it as a server does: of what moves, and of nothing below.
struct RandomDirectory {
    enum Event {
        case put(SourceEntry)
        case gone(EntryKey)
    }

    private var parents: [Int: Int] = [0: -1]
    private var names: [Int: String] = [0: "dc=hue"]
    private var next = 1

    var entries: [SourceEntry] { parents.keys.sorted().compactMap(entry) }

    mutating func change(_ generator: inout SeededGenerator) -> [Event] {
        let known = parents.keys.sorted()
        let one = generator.pick(known)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4 where parents.count < 60:
            return add(below: one, &generator)
        case 4..<6 where one != 0 && !parents.values.contains(one):
            return remove(one)
        case 6:
            // Deleted, and made again under the same name.
            guard one != 0, !parents.values.contains(one), let parent = parents[one], let name = names[one] else {
                return []
            }
            let gone = remove(one)
            (parents[next], names[next]) = (parent, name)
            next += 1
            return gone + put(next - 1)
        default:
            guard one != 0 else { return [] }
            let above = generator.pick(known.filter { !isBelow($0, one) })
            let name = freeName(below: above, &generator)
            (parents[one], names[one]) = (above, name)
            return put(one)
        }
    }

    private mutating func add(below parent: Int, _ generator: inout SeededGenerator) -> [Event] {
        let name = freeName(below: parent, &generator)
        (parents[next], names[next]) = (parent, name)
        next += 1
        return put(next - 1)
    }

    private mutating func remove(_ one: Int) -> [Event] {
        (parents[one], names[one]) = (nil, nil)
        return [.gone(EntryKey(number: one))]
    }

    private func freeName(below parent: Int, _ generator: inout SeededGenerator) -> String {
        let taken = Set(parents.filter { $0.value == parent }.keys.compactMap { names[$0] })
        let all = (0..<80).map { ["ou=", "ou=Đơn vị\\, ", "ou=a\\+b\\="][$0 % 3] + "\($0)" }
        return generator.pick(all.filter { !taken.contains($0) })
    }

    private func isBelow(_ one: Int, _ other: Int) -> Bool {
        var current = one
        while current >= 0 {
            if current == other { return true }
            current = parents[current] ?? -1
        }
        return false
    }

    private func put(_ one: Int) -> [Event] { entry(one).map { [.put($0)] } ?? [] }

    private func entry(_ one: Int) -> SourceEntry? {
        guard one != 0 else { return nil }
        var parts: [String] = []
        var current = one
        while current >= 0 {
            parts.append(names[current] ?? "")
            current = parents[current] ?? -1
        }
        return SourceEntry(
            EntryKey(number: one), parts.joined(separator: ","), ["objectclass": "hueUnit", "code": "H57.\(one)"])
    }
}
