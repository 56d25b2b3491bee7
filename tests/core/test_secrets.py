from kweek.core.secrets import derive


def test_one_root_always_gives_the_same_keys_and_each_use_its_own():
    keys = derive("a root")

    assert keys == derive("a root")
    assert keys != derive("another root")
    assert keys.signing != keys.addresses
    assert len(keys.admin_token) == 40
    assert len(keys.write_key) == 32
    assert len(keys.webhooks) == 64
    assert not keys.admin_token.startswith(keys.write_key[:8])


def test_no_key_shows_in_a_repr():
    assert repr(derive("a root")) == "Keys()"
